import type { Browser } from "@playwright/test";
import { atStep, signIn, startUrl } from "./support/journey";
import { openCamera, type Camera } from "./support/pictures";
import { totp } from "./support/second-factor";
import { test } from "./support/test";

const EMAIL = "kim.longaddress@example.org";
const IPAD =
  "Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) " +
  "Version/18.1 Mobile/15E148 Safari/604.1";

async function takeSignIn({ page, portal, shot, visit }: Camera): Promise<void> {
  await visit("40-account-signed-out", "/account");
  await page.getByRole("button", { name: "Sign in" }).click();
  await signIn(page, portal, EMAIL);
  await atStep(page, "your-account");
  await shot("41-account");
}

/** Another device of the same person, so that there are two to show. */
async function signInElsewhere(browser: Browser, portal: string): Promise<void> {
  const other = await (await browser.newContext({ userAgent: IPAD })).newPage();
  await other.goto(`${portal}/account`);
  await other.getByRole("button", { name: "Sign in" }).click();
  await signIn(other, portal, EMAIL);
}

async function takeSecurity({ page, shot, visit }: Camera): Promise<void> {
  await visit("42-security", "/account/security");
  await visit("43-password", "/account/security/password");
  await visit("44-email", "/account/security/email");
  await page.getByLabel("New email").fill("kim.new@example.org");
  await page.getByRole("button", { name: "Send codes" }).click();
  await page.getByLabel("Code from your new address").waitFor();
  await shot("45-email-codes");
}

/** @returns the authenticator's secret */
async function takeSecondFactor({ page, shot, visit }: Camera): Promise<string> {
  await visit("46-second-step", "/account/security/second-factor");
  await page.getByRole("button", { name: "Set up" }).click();
  await page.getByRole("button", { name: "Turn on" }).waitFor();
  await shot("47-second-step-setup");
  const secret = (await page.locator("code").innerText()).replaceAll(" ", "");
  await page.getByLabel("Enter the code").fill("000000");
  await page.getByRole("alert").first().waitFor();
  await shot("48-second-step-wrong");
  await page.getByLabel("Enter the code").fill(totp(secret, -1));
  await atStep(page, "account-recovery-keys");
  await shot("49-recovery-keys");
  await page.getByRole("button", { name: "I’ve saved them" }).click();
  await visit("50-second-step-on", "/account/security/second-factor");
  return secret;
}

async function takeData({ page, shot, visit }: Camera): Promise<void> {
  await visit("51-data", "/account/data");
  await visit("52-delete", "/account/data/delete");
  await page.getByRole("button", { name: "Send code to delete" }).click();
  await page.getByLabel("Code", { exact: true }).waitFor();
  await shot("53-delete-code");
  await visit("54-activity", "/account/activity");
}

async function takeForgottenPassword({ page, portal, shot }: Camera, secret: string): Promise<void> {
  await page.goto(`${portal}/account`);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.goto(startUrl(portal));
  await page.getByRole("button", { name: "Get started" }).click();
  await page.getByRole("link", { name: "Use a password instead" }).click();
  await shot("55-password-forgot");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await shot("56-forgotten");
  await signIn(page, portal, EMAIL);
  await atStep(page, "second-factor");
  await shot("57-second-factor");
  await page.getByRole("link", { name: "Use a recovery key" }).click();
  await shot("58-recovery-key");
  await page.getByRole("link", { name: "Use your authenticator" }).click();
  await page.getByLabel("Code", { exact: true }).fill(totp(secret, 0));
  await atStep(page, "new-password");
  await shot("59-new-password");
}

/** Not a test: takes a picture of every screen of the account. */
test("pictures of the account", async ({ page, portal, browser }) => {
  test.setTimeout(600_000);
  const camera = await openCamera(page, portal);
  await takeSignIn(camera);
  await signInElsewhere(browser, portal);
  await takeSecurity(camera);
  const secret = await takeSecondFactor(camera);
  await takeData(camera);
  await takeForgottenPassword(camera, secret);
});
