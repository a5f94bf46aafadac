import { addPrinter, atStep, completeProfile, reachConsent, signIn } from "./support/journey";
import { fine } from "./support/look";
import { expect, test } from "./support/test";

test("the printer's own page is for its owner only", async ({ page, browser, portal, email, printer }) => {
  await reachConsent(page, portal, email, printer);
  const view = `${portal}/view/${await printer.publicId()}`;
  await page.goto(view);
  await expect(page.getByRole("heading", { name: "Voron in the garage" })).toBeVisible();
  await expect(page.locator("main")).toContainText("Online");
  const context = await browser.newContext();
  const stranger = await context.newPage();
  await stranger.goto(view);
  await stranger.getByRole("button", { name: "Sign in" }).click();
  await signIn(stranger, portal, `x${email}`);
  await completeProfile(stranger);
  await expect(stranger.getByRole("heading", { name: "No such printer here" })).toBeVisible();
  await expect(stranger.locator("main")).not.toContainText("Voron");
  await context.close();
});

test("people from the printer's side add it to their account", async ({ page, portal, email, printer }) => {
  await page.goto(`${portal}/getstarted?printerid=${await printer.publicId()}`);
  await page.getByRole("button", { name: "Get started" }).click();
  await signIn(page, portal, email);
  await completeProfile(page);
  await addPrinter(page, printer, "From the printer");
  await page.waitForURL(/\/view\//);
  await expect(page.getByRole("heading", { name: "From the printer" })).toBeVisible();
  expect((await printer.next("linked")).name).toBe("From the printer");
});

test("the account shows printers and what was done with it; signing out ends it here, older pages included", async ({
  page,
  portal,
  email,
  printer,
}) => {
  await reachConsent(page, portal, email, printer);
  const consent = page.url();
  await page.goto(`${portal}/account`);
  await fine(page, "your-account");
  await page.getByRole("link", { name: /^What happened lately/ }).click();
  await expect(page.locator("main")).toContainText("You added Voron in the garage");
  await expect(page.locator("main")).toContainText("You signed in");
  await fine(page, "account-activity");
  await page.getByRole("link", { name: "Your account" }).click();
  await page.getByRole("link", { name: /^Printers/ }).click();
  await page.getByRole("link", { name: /Voron in the garage/ }).click();
  await expect(page.getByRole("heading", { name: "Voron in the garage" })).toBeVisible();
  await page.getByRole("link", { name: "Printers" }).click();
  await page.getByRole("link", { name: "Your account" }).click();
  const cookies = await page.context().cookies();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in to see your account" })).toBeVisible();
  await page.goto(consent);
  await atStep(page, "ended");
  // The session is over on the server, not only in this browser.
  await page.context().clearCookies();
  await page.context().addCookies(cookies);
  await page.goto(`${portal}/account`);
  await expect(page.getByRole("heading", { name: "Sign in to see your account" })).toBeVisible();
});
