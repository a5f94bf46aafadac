import type { Browser, Page } from "@playwright/test";
import { Secret, TOTP } from "otpauth";
import { onDatabase } from "../support/database";
import { atStep } from "../support/journey";
import { waitForMail } from "../support/mail";
import { enterAccount, refused, test, type Camera } from "../support/pictures";

const IPAD =
  "Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) " +
  "Version/18.1 Mobile/15E148 Safari/604.1";

/** The browser's own authenticator (WebAuthn L3, 11). */
async function givePasskeys(page: Page): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable", { enableUI: false });
  await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

/** Another device of the same person, so that there are two to show. */
async function signInElsewhere(browser: Browser, portal: string, email: string): Promise<void> {
  const context = await browser.newContext({ userAgent: IPAD });
  await enterAccount({ page: await context.newPage(), portal }, email);
  await context.close();
}

test("pictures of how one signs in", async ({ camera, browser }) => {
  const { page, portal, shot, visit } = camera;
  const email = "kim.security@example.org";
  await givePasskeys(page);
  await enterAccount(camera, email);
  await shot("87-account-passkey-offer");
  await signInElsewhere(browser, portal, email);
  await visit("87-security", "/account/security");
  await visit("88-password", "/account/security/password");
  await page.getByLabel("New password").fill("short");
  await page.getByRole("button", { name: "Save password" }).click();
  await refused(camera);
  await shot("88-password-short");
  await visit("88-email", "/account/security/email");
  await page.getByLabel("New email").fill("kim.new@example.org");
  await page.getByRole("button", { name: "Send codes" }).click();
  await page.getByLabel("Code from your new address").waitFor();
  await shot("88-email-codes");
  await visit("88-passkey-add", "/account/security/passkeys");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByText("Passkey added").waitFor();
  await shot("87-security-passkey-added");
});

async function takeSecondFactor({ page, shot, visit }: Camera): Promise<void> {
  await visit("89-second-step", "/account/security/second-factor");
  await page.getByRole("button", { name: "Set up" }).click();
  await page.getByRole("button", { name: "Turn on" }).waitFor();
  await shot("89-second-step-setup");
  await page.getByLabel("Enter the code").fill("000000");
  await page.getByRole("alert").first().waitFor();
  await shot("89-second-step-wrong");
  const secret = (await page.locator("code").innerText()).replaceAll(" ", "");
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  await page.getByLabel("Enter the code").fill(totp.generate({ timestamp: Date.now() - 30_000 }));
  await atStep(page, "account-recovery-keys");
  await shot("89-recovery-keys");
  await page.getByRole("button", { name: "I’ve saved them" }).click();
  await visit("89-second-step-on", "/account/security/second-factor");
}

test("pictures of two-step verification", async ({ camera }) => {
  await enterAccount(camera, "kim.steps@example.org");
  await takeSecondFactor(camera);
});

test("pictures of asking once more who it is", async ({ camera }) => {
  const { page, shot, visit } = camera;
  const email = "kim.reauth@example.org";
  await enterAccount(camera, email);
  await onDatabase(
    `UPDATE "Session" SET "authenticatedAt" = now() - interval '2 hours', "mailboxAt" = now() - interval '2 hours'
     WHERE "userId" = (SELECT id FROM "User" WHERE email = $1)`,
    [email],
  );
  await visit("90-confirm-it-is-you", "/account/security/password");
  const send = page.getByRole("button", { name: /^Send/ });
  if (await send.isVisible()) {
    await send.click();
    await page.getByLabel("Code", { exact: true }).waitFor();
    await shot("90-confirm-it-is-you-code");
  }
});

test("pictures of leaving", async ({ camera }) => {
  const { page, portal, shot, visit } = camera;
  const email = "kim.leaves@example.org";
  await enterAccount(camera, email);
  await visit("91-data", "/account/data");
  await visit("91-delete", "/account/data/delete");
  await page.getByRole("button", { name: "Send code to delete" }).click();
  await page.getByLabel("Code", { exact: true }).waitFor();
  await shot("91-delete-code");
  await page.getByLabel("Code", { exact: true }).fill("000000");
  await page.getByRole("button", { name: "Delete my account" }).click();
  await refused(camera);
  await shot("91-delete-code-wrong");
  const code = /^\d{6}/.exec((await waitForMail(portal, email, /deletes your/)).subject)?.[0] ?? "";
  await page.getByLabel("Code", { exact: true }).fill(code);
  await page.getByRole("button", { name: "Delete my account" }).click();
  await page.waitForURL(/deleted/);
  await shot("91-deleted");
});
