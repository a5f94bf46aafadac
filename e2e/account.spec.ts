import type { Browser, Page } from "@playwright/test";
import { onDatabase } from "./support/database";
import { addPrinter, atStep, signIn, startUrl } from "./support/journey";
import { fine } from "./support/look";
import { mailedCode, waitForMail } from "./support/mail";
import { totp } from "./support/second-factor";
import { recordSecrets } from "./support/secrets";
import { expect, test } from "./support/test";

const PASSWORD = "orange spools in the garage";

/** Signs in to a page of the account, in whatever browser. */
async function visitAccount(page: Page, portal: string, email: string, path = "/account"): Promise<void> {
  await page.goto(`${portal}${path}`);
  await page.getByRole("button", { name: "Sign in" }).click();
  await signIn(page, portal, email);
}

async function newAccount(page: Page, portal: string, email: string, path?: string): Promise<void> {
  await visitAccount(page, portal, email, path);
}

/** Sets the second step up. @returns the shared secret and the recovery keys */
async function turnSecondFactorOn(page: Page): Promise<{ secret: string; keys: string[] }> {
  await page.getByRole("link", { name: "Two-step verification" }).click();
  await page.getByRole("button", { name: "Set up" }).click();
  await fine(page, "account-second-step");
  const secret = (await page.locator("code").innerText()).replaceAll(" ", "");
  recordSecrets(secret);
  await expect(page.getByRole("link", { name: "Open in authenticator" })).toHaveAttribute(
    "href",
    new RegExp(`^otpauth://totp/.*secret=${secret}`),
  );
  await page.getByLabel("Enter the code it shows.").fill(totp(secret, -1));
  await fine(page, "account-recovery-keys");
  const keys = await page.locator("ol li").allInnerTexts();
  expect(keys).toHaveLength(10);
  recordSecrets(...keys.map((key) => key.replaceAll("-", "")));
  // A reload is no harm; once they are saved nothing shows them again.
  await page.reload();
  await expect(page.locator("ol li").first()).toHaveText(keys[0] ?? "");
  await page.getByRole("button", { name: "I’ve saved them" }).click();
  await expect(page.locator("main")).toContainText("10 recovery keys left");
  await page.goto(page.url().replace(/\/security.*/, "/security/second-factor"));
  await expect(page.locator("main")).not.toContainText(keys[0] ?? "");
  return { secret, keys };
}

const anotherPhone = async (browser: Browser) =>
  (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();

test("a second step is asked for in every journey from then on, after a code by mail; recovery keys work once", async ({
  page,
  portal,
  email,
  printer,
  browser,
}) => {
  await newAccount(page, portal, email, "/account/security");
  await fine(page, "account-security");
  const { secret, keys } = await turnSecondFactorOn(page);
  await waitForMail(portal, email, /Two-step verification is on/);

  const other = await anotherPhone(browser);
  await other.goto(startUrl(portal));
  await other.getByRole("button", { name: "Get started" }).click();
  await signIn(other, portal, email);
  await fine(other, "second-factor");
  // Nobody is signed in yet.
  await other.goto(`${portal}/account`);
  await expect(other.getByRole("heading", { name: "Sign in to see your account" })).toBeVisible();
  await other.goBack();
  await other.getByLabel("Code", { exact: true }).fill("000000");
  await expect(other.getByRole("alert").first()).toContainText("code isn’t right");
  await other.getByLabel("Code", { exact: true }).fill(totp(secret));
  await addPrinter(other, printer, "Behind two steps");
  await atStep(other, "supporter");
  await other.context().close();

  const third = await anotherPhone(browser);
  await third.goto(startUrl(portal));
  await third.getByRole("button", { name: "Get started" }).click();
  await signIn(third, portal, email);
  await atStep(third, "second-factor");
  await third.getByRole("link", { name: "Use a recovery key" }).click();
  await fine(third, "second-factor");
  await third.getByLabel("Recovery key").fill((keys[4] ?? "").toUpperCase().replaceAll("-", " "));
  await third.getByRole("button", { name: "Verify" }).click();
  await atStep(third, "supporter");
  await waitForMail(portal, email, /recovery key/);
  await third.context().close();

  // Two more devices are signed in, and end from here.
  await page.goto(`${portal}/account/security`);
  await expect(page.getByRole("button", { name: /^Sign out .+ on / })).toHaveCount(2);
  await page
    .getByRole("button", { name: /^Sign out .+ on / })
    .first()
    .click();
  await expect(page.getByRole("status")).toContainText("signed out");
  await page.getByRole("link", { name: "Two-step verification" }).click();
  await expect(page.locator("main")).toContainText("9 keys left");
  await page.getByRole("button", { name: "Turn off two-step verification" }).click();
  await expect(page.getByRole("status")).toContainText("Two-step verification is off");
});

/** Password managers keep a new password under the name that its form holds. */
const saysWhosePassword = (page: Page, email: string) =>
  expect(page.locator('form:has([autocomplete="new-password"]) [autocomplete="username"]')).toHaveValue(email);

test(
  "a forgotten password is set anew by a code, the second step included, and ends the other sign-ins",
  { tag: "@first" },
  async ({ page, portal, email, browser }) => {
    await newAccount(page, portal, email, "/account/security");
    await page.getByRole("link", { name: "Password" }).click();
    await page.getByLabel("New password").fill("my first password, by the way");
    await fine(page, "account-password");
    await saysWhosePassword(page, email);
    await page.getByRole("button", { name: "Save password" }).click();
    await expect(page.getByRole("status")).toContainText("new password works now");
    const { secret } = await turnSecondFactorOn(page);

    const other = await anotherPhone(browser);
    await other.goto(`${portal}/account/security`);
    await other.getByRole("button", { name: "Sign in" }).click();
    await other.getByRole("link", { name: "Use a password instead" }).click();
    await other.getByRole("link", { name: "Forgot your password?" }).click();
    await fine(other, "account");
    await signIn(other, portal, email);
    await atStep(other, "second-factor");
    await other.getByLabel("Code", { exact: true }).fill(totp(secret));
    await fine(other, "new-password");
    await saysWhosePassword(other, email);
    await other.getByLabel("New password").fill("password");
    await other.getByRole("button", { name: "Save password" }).click();
    await expect(other.getByRole("alert").first()).toContainText("at least 15 characters");
    await other.getByLabel("New password").fill(PASSWORD);
    await other.getByRole("button", { name: "Save password" }).click();
    await atStep(other, "account-security");
    await waitForMail(portal, email, /password was changed/);
    await other.context().close();

    // The first browser is out; the new password and the second step let it in again.
    await page.goto(`${portal}/account/security`);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("link", { name: "Use a password instead" }).click();
    await page.getByLabel("Email", { exact: true }).fill(email);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await atStep(page, "second-factor");
    await page.getByLabel("Code", { exact: true }).fill(totp(secret, 1));
    await atStep(page, "account-security");
  },
);

test("the address is changed with a code to both, and signs in from then on", async ({ page, portal, email }) => {
  const next = `next-${email}`;
  await newAccount(page, portal, email, "/account/security");
  await page.getByRole("link", { name: /^Email/ }).click();
  await page.getByLabel("New email").fill(email);
  await page.getByRole("button", { name: "Send codes" }).click();
  await expect(page.getByRole("alert").first()).toContainText("already your address");
  const asked = new Date();
  await page.getByLabel("New email").fill(next);
  await fine(page, "account-email");
  await page.getByRole("button", { name: "Send codes" }).click();
  const codes = { old: await mailedCode(portal, email, asked), new: await mailedCode(portal, next, asked) };
  recordSecrets(`code:${codes.old}`, `code:${codes.new}`);
  await page.getByLabel("Code from your current address").fill(codes.old);
  await page.getByLabel("Code from your new address").fill(codes.old === "111111" ? "222222" : "111111");
  await fine(page, "account-email");
  await page.getByRole("button", { name: "Change email" }).click();
  await expect(page.getByRole("alert").first()).toContainText("from your new address isn’t right");
  await page.getByLabel("Code from your current address").fill(codes.old);
  await page.getByLabel("Code from your new address").fill(codes.new);
  await page.getByRole("button", { name: "Change email" }).click();
  await expect(page.getByRole("status")).toContainText(next);
  await waitForMail(portal, email, /address of your .* was changed/);
  await page.goto(`${portal}/account`);
  await page.getByRole("button", { name: "Sign out" }).click();
  await visitAccount(page, portal, next);
  await atStep(page, "your-account");
});

test("the data is shown, and the account deleted with a fresh code; the address may begin anew", async ({
  page,
  portal,
  email,
}) => {
  await newAccount(page, portal, email, "/account/data");
  await fine(page, "account-data");
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download your data" }).click();
  expect((await download).suggestedFilename()).toBe("my-data.json");
  await page.getByRole("link", { name: "Delete account" }).click();
  await fine(page, "account-delete");
  const asked = new Date();
  await page.getByRole("button", { name: "Send code to delete" }).click();
  const code = await mailedCode(portal, email, asked);
  recordSecrets(`code:${code}`);
  await page.getByLabel("Code", { exact: true }).fill(code);
  await fine(page, "account-delete");
  await page.getByRole("button", { name: "Delete my account" }).click();
  await fine(page, "account-deleted");
  await waitForMail(portal, email, /account is deleted/);
  await page.goto(`${portal}/account`);
  await expect(page.getByRole("heading", { name: "Sign in to see your account" })).toBeVisible();
  await visitAccount(page, portal, email);
  await atStep(page, "your-account");
});

test("what takes recent authentication asks for it after ten minutes, and leads on to what was wanted", async ({
  page,
  portal,
  email,
}) => {
  await newAccount(page, portal, email, "/account/security");
  await onDatabase(
    `UPDATE "Session" SET "authenticatedAt" = "authenticatedAt" - interval '11 minutes' ` +
      `WHERE "userId" = (SELECT id FROM "User" WHERE email = $1)`,
    [email],
  );
  await page.getByRole("link", { name: "Password" }).click();
  await fine(page, "account-confirm");
  const asked = new Date();
  await page.getByRole("button", { name: "Send code" }).click();
  const code = await mailedCode(portal, email, asked);
  recordSecrets(`code:${code}`);
  await page.getByLabel("Code", { exact: true }).fill(code);
  await atStep(page, "account-password");
});
