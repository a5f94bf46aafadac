import { atStep, becomeSupporter, signIn, startUrl } from "./support/journey";
import { laidOut } from "./support/layout";
import { waitForMail } from "./support/mail";
import { expect, test } from "./support/test";

test.setTimeout(300_000);

test("every screen of the journey and the account has room for longer words, in both directions", async ({
  page,
  portal,
  email,
  printer,
}) => {
  for (const path of [
    "/",
    "/setup",
    "/getstarted",
    "/appportal/v1?appId=nobody",
    "/nothing-here",
    "/account/sign-in",
  ]) {
    await page.goto(portal + path);
    await laidOut(page);
  }
  await page.goto(startUrl(portal, { octoPrintApiKeyAppName: "Layout" }));
  await laidOut(page);
  await page.getByRole("button", { name: "Get started" }).click();
  await atStep(page, "account");
  await laidOut(page);
  await signIn(page, portal, email);
  await laidOut(page);
  await atStep(page, "printer");
  await laidOut(page);
  await page.getByLabel("Linking code").fill(await printer.code());
  await page.getByLabel("Printer name").fill("Voron in the garage");
  await page.getByRole("button", { name: "Add printer" }).click();
  await atStep(page, "supporter");
  await laidOut(page);
  await becomeSupporter(page);
  await atStep(page, "authorize");
  await laidOut(page);
  for (const path of ["apps", "printers", "security", "security/password", "security/email", "supporter", "data"]) {
    await page.goto(`${portal}/account/${path}`);
    await laidOut(page);
  }
  for (const path of [
    "/account",
    "/account/activity",
    "/appportal/v1/nosupporterperks",
    "/tunnels/succeeded?error=x",
  ]) {
    await page.goto(portal + path);
    await laidOut(page);
  }
});

test("an app's language leads through steps and mails; the person's own choice counts more, and stays", async ({
  page,
  portal,
  email,
}) => {
  const root = page.locator("html");
  await page.goto(startUrl(portal, { ui_locales: "de-AT fr" }));
  await page.getByRole("button", { name: "Los geht’s" }).click();
  await expect(root).toHaveAttribute("lang", "de");
  await page.getByLabel("E-Mail", { exact: true }).fill(email);
  await page.getByRole("button", { name: "Code senden" }).click();
  await atStep(page, "verify");
  await expect(root).toHaveAttribute("lang", "de");
  await waitForMail(portal, email, /^\d{6} ist dein Code/);

  const here = page.url();
  await page.locator("summary", { hasText: "Deutsch" }).click();
  await page.getByRole("button", { name: "English" }).click();
  await atStep(page, "verify");
  expect(page.url()).toBe(here);
  await expect(root).toHaveAttribute("lang", "en");
  await page.goto(startUrl(portal, { ui_locales: "de" }));
  await expect(page.getByRole("button", { name: "Get started" })).toBeVisible();
});
