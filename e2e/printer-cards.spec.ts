import { authorize } from "./support/consent";
import { onDatabase } from "./support/database";
import { reachConsent, signIn } from "./support/journey";
import { fine } from "./support/look";
import { waitForMail } from "./support/mail";
import { PrinterProcess } from "./support/printer";
import { expect, test } from "./support/test";

const KEY = "ADMINKEYADMINKEYADMINKEYADMINKEY";

test("the account opens on the printer, with its camera, what it prints and its apps, and follows it", async ({
  page,
  browser,
  portal,
  email,
}) => {
  const printer = PrinterProcess.start(portal, undefined, ["--octoprint-api-key", KEY]);
  try {
    await printer.next("online");
    await reachConsent(page, portal, email, printer);
    await authorize(page);
    const publicId = await printer.publicId();
    await page.goto(`${portal}/account`);
    const card = page.locator("[data-card]");
    await expect(card).toHaveCount(1);
    await expect(card.getByRole("link", { name: "Voron in the garage", exact: true })).toBeVisible();
    await expect(card).toContainText("Printing, 42%", { timeout: 30_000 });
    await expect(card).toContainText("test.gcode");
    await expect(card).toContainText("34 min left");
    await expect(card.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "42");
    const picture = card.getByRole("img", { name: "Camera of Voron in the garage" });
    // The page's script brings fresh ones, and says that they are.
    await expect(picture).toHaveAttribute("src", /^data:image\/jpeg;base64,/, { timeout: 30_000 });
    expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
    await expect(card.getByText("Live", { exact: true })).toBeVisible();
    await fine(page, "your-account");
    await card.getByRole("link", { name: "Dev Test" }).click();
    await expect(page.getByRole("heading", { name: "Dev Test" })).toBeVisible();

    // The printer's own page asks its own host for things, which pages of ours never do.
    const context = await browser.newContext({ storageState: await page.context().storageState() });
    const own = await context.newPage();
    await own.goto(`${portal}/account`);
    await own.getByRole("button", { name: "Open Voron in the garage’s own page" }).click();
    await own.waitForURL(/\/\/view-/);
    await context.close();
    await page.goto(`${portal}/view/${publicId}`);
    await expect(page).toHaveTitle(/^Voron in the garage – /);
    await printer.stop();
    // Nobody reloads the page.
    await expect(card).toContainText("Offline", { timeout: 30_000 });
    await expect(card).toContainText("Last seen just now");
    await expect(card.getByRole("img", { name: "Camera of" })).toHaveCount(0);
    await fine(page, "view");
  } finally {
    await printer.stop();
  }
});

test("an account without printers is shown how to add one", async ({ page, portal, email }) => {
  await page.goto(`${portal}/account`);
  await expect(page).toHaveTitle(/^Sign in to see your account – /);
  await page.getByRole("button", { name: "Sign in" }).click();
  await signIn(page, portal, email);
  await fine(page, "your-account");
  await page.getByRole("link", { name: "Add printer" }).click();
  await page.getByRole("button", { name: "Get started" }).click();
  await fine(page, "printer");
});

test("who asked for it is emailed when the printer goes offline, and turns that off where the email leads", async ({
  page,
  portal,
  email,
  printer,
}) => {
  test.setTimeout(150_000);
  await reachConsent(page, portal, email, printer);
  const publicId = await printer.publicId();
  await page.goto(`${portal}/account/printers/${publicId}`);
  await page.getByRole("button", { name: "Turn on emails about Voron in the garage" }).click();
  await expect(page.getByRole("status")).toContainText("We’ll email you when this printer goes offline");
  await printer.stop();
  // As if it had been away for six minutes, and the portal had looked after printers all the while.
  await onDatabase(
    `UPDATE "Printer" SET "lastSeenAt" = "lastSeenAt" - interval '6 minutes', ` +
      `"lastConnectedAt" = "lastConnectedAt" - interval '7 minutes' WHERE "publicId" = $1`,
    [publicId],
  );
  await expect
    .poll(() => onDatabase(`UPDATE "OfflineWatch" SET "since" = "since" - interval '6 minutes' RETURNING id`), {
      timeout: 60_000,
    })
    .toHaveLength(1);
  await expect(async () => {
    await waitForMail(portal, email, /^Voron in the garage went offline$/);
  }).toPass({ timeout: 60_000 });
  const mail = await waitForMail(portal, email, /went offline/);
  const [setting = ""] = /http\S+#emails/.exec(mail.text) ?? [];
  await page.goto(setting);
  await page.getByRole("button", { name: "Turn off emails about Voron in the garage" }).click();
  await expect(page.getByRole("status")).toContainText("We won’t email you about this printer");
  await fine(page, "account-printer");
});

test("a sign-in in another browser is told by email; the first sign-up and the same browser are not", async ({
  page,
  browser,
  portal,
  email,
}) => {
  const visit = async (of: typeof page) => {
    await of.goto(`${portal}/account`);
    await of.getByRole("button", { name: "Sign in" }).click();
    await signIn(of, portal, email);
  };
  const told = async () =>
    ((await (await fetch(`${portal}/dev/mail.json`)).json()) as { to: string; subject: string }[]).filter(
      ({ to, subject }) => to === email && subject.startsWith("New sign-in"),
    ).length;
  await visit(page);
  await page.getByRole("button", { name: "Sign out" }).click();
  await visit(page);
  expect(await told()).toBe(0);
  // An account that was made just now has nobody else to be told.
  await onDatabase(`UPDATE "User" SET "createdAt" = now() - interval '1 day' WHERE email = $1`, [email]);
  const context = await browser.newContext();
  const other = await context.newPage();
  await visit(other);
  const mail = await waitForMail(portal, email, /^New sign-in to /);
  expect(mail.text).toMatch(/Device: \w.* on .*\nWhen: \w+ \d+, 20\d\d at \d+:\d\d [AP]M UTC\nInternet address: /);
  await context.close();
  expect(await told()).toBe(1);
});

test("the test mailbox shows mails as they are, and new ones by itself", async ({ page, browser, portal, email }) => {
  const mailbox = await (await browser.newContext()).newPage();
  const broken: string[] = [];
  mailbox.on("console", (message) => {
    // A frame without scripts is what it is to be; the filament's picture may not be there yet.
    if (/violates|refused to/i.test(message.text())) broken.push(message.text());
  });
  await mailbox.goto(`${portal}/dev/mail`);
  await page.goto(`${portal}/account`);
  await page.getByRole("button", { name: "Sign in" }).click();
  await signIn(page, portal, email);
  await expect(mailbox.locator("li", { hasText: email }).first()).toBeVisible({ timeout: 15_000 });
  const letter = mailbox.locator("li", { hasText: email }).first().frameLocator("iframe");
  await expect(letter.getByRole("heading", { name: "Your code" })).toBeVisible();
  const code = letter.locator(".block");
  await expect(code).toHaveText(/^\d{6}$/);
  // Its own style holds: the code is the largest thing there.
  expect(await code.evaluate((element) => getComputedStyle(element).fontSize)).toBe("34px");
  await fine(mailbox, "dev-mail");
  expect(broken).toEqual([]);
  await mailbox.context().close();
});
