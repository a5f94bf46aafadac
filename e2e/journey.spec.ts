import { completion, addPrinter, atStep, becomeSupporter, reachConsent, signIn, startUrl } from "./support/journey";
import { waitForMail } from "./support/mail";
import { PrinterProcess } from "./support/printer";
import { expect, test } from "./support/test";

const COMPLETE = /\/appportal\/v1\/complete\?/;

test(
  "a new person: from the app's link to a connection whose token works",
  { tag: "@first" },
  async ({ page, portal, email, printer }) => {
    await page.goto(startUrl(portal, { state: "a b+c&d" }));
    await expect(page.getByRole("heading", { name: /Connect .* to your printer/ })).toBeVisible();
    await page.getByRole("button", { name: "Get started" }).click();
    await signIn(page, portal, email);
    await addPrinter(page, printer, "Voron in the garage");
    await becomeSupporter(page);
    await atStep(page, "authorize");
    const main = page.locator("main");
    await expect(main).toContainText("Full control: files, prints, heaters, camera");
    await expect(main).toContainText("You can revoke it any time");
    await expect(main).toContainText(email);
    await expect(page.getByRole("radio", { name: "Voron in the garage" })).toBeChecked();
    await page.getByRole("button", { name: "Authorize" }).click();
    await page.waitForURL(COMPLETE);
    const url = page.url();
    const values = completion(url);
    expect(values).toMatchObject({
      success: "true",
      printername: "Voron in the garage",
      state: "a b+c&d",
      authbasichttpuser: values.authBasicHttpUser,
      authbasichttppassword: values.authBasicHttpPassword,
    });
    expect(values.url).toMatch(/^http:\/\/app-[a-z0-9]{26,}\.localhost:\d+$/);
    expect(values.userPrinterAccessUrl).toBe(`${portal}/view/${await printer.publicId()}`);
    expect(url).not.toContain("+");
    await atStep(page, "complete");
    await expect(page.locator("dl")).toContainText(values.appApiToken ?? "");

    const info = await fetch(`${portal}/api/appconnection/info`, { headers: { AppToken: values.appApiToken ?? "" } });
    expect(info.status).toBe(200);
    const body = (await info.json()) as { PrinterName: string; Result: { PrinterName: string; IsOnline: boolean } };
    expect(body.Result).toMatchObject({ PrinterName: "Voron in the garage", IsOnline: true });
    expect(body.PrinterName).toBe("Voron in the garage");

    const mail = await waitForMail(portal, email, /can now use/);
    expect(mail.text).toContain("Voron in the garage");
    expect(mail.text).not.toMatch(/https?:.*(token|approve|sign)/i);
    // Its address stays: the app is in development.
    await page.waitForFunction(() => performance.now() > 2500);
    expect(page.url()).toBe(url);
  },
);

test(
  "a returning person: two screens and back in the app",
  { tag: "@first" },
  async ({ page, portal, email, printer }) => {
    await reachConsent(page, portal, email, printer);
    await page.getByRole("button", { name: "Authorize" }).click();
    await page.waitForURL(COMPLETE);
    completion(page.url());

    await page.goto(startUrl(portal));
    await atStep(page, "welcome");
    await expect(page.locator("main")).toContainText(email);
    await page.getByRole("button", { name: "Continue" }).click();
    await atStep(page, "authorize");
    await page.getByRole("button", { name: "Authorize" }).click();
    await page.waitForURL(COMPLETE);
    expect(completion(page.url()).success).toBe("true");
  },
);

test("another person on the same phone can switch accounts at the start", async ({ page, portal, email, printer }) => {
  await reachConsent(page, portal, email, printer);
  await page.goto(startUrl(portal));
  await page.getByRole("button", { name: "Use another account" }).click();
  await atStep(page, "account");
});

test("the printer of the start URL is chosen already when it is the person's", async ({
  page,
  portal,
  email,
  printer,
}) => {
  const second = PrinterProcess.start(portal);
  try {
    await reachConsent(page, portal, email, printer, {}, "First printer");
    await page.getByRole("button", { name: "Add another printer" }).click();
    await addPrinter(page, second, "Second printer");
    await atStep(page, "authorize");
    await expect(page.getByRole("radio", { name: "Second printer" })).toBeChecked();

    await page.goto(startUrl(portal, { printerId: await printer.publicId() }));
    await page.getByRole("button", { name: "Continue" }).click();
    await atStep(page, "authorize");
    await expect(page.getByRole("radio", { name: "First printer" })).toBeChecked();

    await page.goto(startUrl(portal));
    await page.getByRole("button", { name: "Continue" }).click();
    await atStep(page, "authorize");
    await expect(page.getByRole("radio", { checked: true })).toHaveCount(0);
    await page.getByRole("button", { name: "Authorize" }).click();
    await atStep(page, "authorize");
  } finally {
    await second.stop();
  }
});

test("a printer of somebody else, of nobody, and one that never was get the same words", async ({
  page,
  portal,
  email,
  printer,
  browser,
}) => {
  await reachConsent(page, portal, email, printer);
  const stranger = PrinterProcess.start(portal);
  const unowned = PrinterProcess.start(portal);
  const context = await browser.newContext();
  try {
    await Promise.all([stranger.next("online"), unowned.next("online")]);
    await reachConsent(await context.newPage(), portal, `x${email}`, stranger);
    const seen: string[] = [];
    for (const publicId of [await stranger.publicId(), await unowned.publicId(), "Z".repeat(60)]) {
      await page.goto(startUrl(portal, { printerId: publicId }));
      await page.getByRole("button", { name: "Continue" }).click();
      await atStep(page, "printer");
      seen.push(await page.locator("main").innerText());
    }
    expect(new Set(seen).size).toBe(1);
    await page.getByRole("button", { name: "Choose from my printers" }).click();
    await atStep(page, "authorize");
  } finally {
    await context.close();
    await Promise.all([stranger.stop(), unowned.stop()]);
  }
});

test("an app's printerId that is not the person's leads through adding it to consent", async ({
  page,
  portal,
  email,
  printer,
}) => {
  await reachConsent(page, portal, email, printer, { printerId: await printer.publicId() });
  await expect(page.getByRole("radio", { name: "Voron in the garage" })).toBeChecked();
});

test("not a supporter: pays in the sandbox, or declines and the app hears why", async ({
  page,
  portal,
  email,
  printer,
}) => {
  await page.goto(startUrl(portal, { state: "s1" }));
  await page.getByRole("button", { name: "Get started" }).click();
  await signIn(page, portal, email);
  await addPrinter(page, printer, "Voron");
  await atStep(page, "supporter");
  await expect(page.locator("main")).toContainText("a month");
  // One sheet: the printer, what it means and the price; what is chosen beside the price is kept.
  await expect(page.getByRole("radio", { name: "Voron" })).toBeChecked();
  await expect(page.locator("main")).toContainText("Full control: files, prints, heaters, camera");
  await page.getByText("Access lasts").first().click();
  await page.getByRole("radio", { name: /^30 days/ }).check();
  await page.getByRole("button", { name: "Become a supporter" }).click();
  await atStep(page, "sandbox-checkout");
  await page.getByRole("button", { name: "Decline" }).click();
  await atStep(page, "supporter");
  await expect(page.locator("main")).toContainText("You weren’t charged");
  await page.getByText("Access lasts").first().click();
  await expect(page.getByRole("radio", { name: /^30 days/ })).toBeChecked();
  await page.getByRole("button", { name: "Not now" }).click();
  await page.waitForURL(COMPLETE);
  expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({
    success: "false",
    error: "supporter_required",
    state: "s1",
  });
});

test("cancel on the welcome page and at consent: the app hears of both", async ({ page, portal, email, printer }) => {
  await page.goto(startUrl(portal, { state: "x" }));
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.waitForURL(COMPLETE);
  expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({
    success: "false",
    error: "cancelled",
    state: "x",
  });

  await reachConsent(page, portal, email, printer);
  const consentUrl = page.url();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.waitForURL(COMPLETE);
  expect(new URL(page.url()).searchParams.get("error")).toBe("access_denied");
  await page.goto(consentUrl);
  await atStep(page, "ended");
  await expect(page.getByRole("link", { name: "Start again" })).toBeVisible();
});

test("the completion page clears its address after two seconds, unless the app is in development", async ({
  page,
  portal,
}) => {
  await page.goto(`${portal}/appportal/v1/complete?success=true&id=nobody&appApiToken=abc`);
  await atStep(page, "complete");
  expect(page.url()).toContain("appApiToken=abc");
  expect(await page.content()).not.toContain("abc");
  await expect.poll(() => page.url(), { timeout: 5000 }).toBe(`${portal}/appportal/v1/complete`);
});
