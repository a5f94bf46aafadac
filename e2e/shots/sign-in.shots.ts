import { createHash } from "node:crypto";
import type { Browser } from "@playwright/test";
import { Secret, TOTP } from "otpauth";
import { onDatabase } from "../support/database";
import { atStep, signIn, startUrl } from "../support/journey";
import { mailedCode } from "../support/mail";
import { PILOT, registerApps } from "../support/picture-apps";
import { begin, enterAccount, refused, test, type Camera } from "../support/pictures";

test.beforeAll(registerApps);

const sessionOf = ({ page }: Camera) => new URL(page.url()).searchParams.get("session") ?? "";

/** Asks for a code. @returns it */
async function askForCode(camera: Camera, email: string): Promise<string> {
  const { page, portal } = camera;
  await begin(camera, PILOT);
  await page.getByLabel("Email", { exact: true }).fill(email);
  await page.getByRole("button", { name: "Send code" }).click();
  await atStep(page, "verify");
  return mailedCode(portal, email);
}

test("pictures of asking for the address", async ({ camera }) => {
  const { page, shot } = camera;
  await begin(camera, PILOT);
  await atStep(page, "account");
  await shot("20-account");
  await page.getByLabel("Email", { exact: true }).fill("robin@nowhere");
  await page.getByRole("button", { name: "Send code" }).click();
  await refused(camera);
  await shot("21-account-wrong");
  await page.getByRole("link", { name: "Use a password instead" }).click();
  await shot("22-password");
  await page.getByLabel("Email", { exact: true }).fill("robin@example.org");
  await page.getByLabel("Password").fill("not the one that it is");
  await page.getByRole("button", { name: "Sign in" }).click();
  await refused(camera);
  await shot("22-password-wrong");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await shot("23-forgotten");
});

test("pictures of a code that is held back in a crowd", async ({ camera: { page, portal, shot } }) => {
  const address = "198.51.77.77";
  await page.setExtraHTTPHeaders({ "X-Forwarded-For": address });
  await onDatabase(
    `INSERT INTO "RateLimit" (key, points, expire) VALUES ($1, 2000, (now() AT TIME ZONE 'UTC') + interval '50 minutes')
     ON CONFLICT DO NOTHING`,
    [`codesSentPerAddress:${createHash("sha256").update(address).digest("hex").slice(0, 32)}`],
  );
  // The proof is not to be found before the picture is taken.
  await page.goto(startUrl(portal, PILOT));
  await page.waitForLoadState("networkidle");
  await page.route(/solve/, () => undefined);
  await page.getByRole("button", { name: "Get started" }).click();
  await atStep(page, "account");
  await page.getByLabel("Email").fill("crowd@example.org");
  await page.getByRole("button", { name: "Send code" }).click();
  await page.getByText("This takes a few seconds").waitFor();
  await shot("24-held-back");
});

test("pictures of asking for the code", async ({ camera }) => {
  const { page, shot } = camera;
  const code = await askForCode(camera, "robin.verify@example.org");
  await shot("25-verify");
  await page.getByLabel("Code", { exact: true }).fill(code === "000000" ? "000001" : "000000");
  await refused(camera);
  await shot("26-verify-wrong");
  const codeOfJourney = `"OneTimeCode" SET "createdAt" = now() - interval '11 minutes'`;
  await onDatabase(`UPDATE ${codeOfJourney}, "expiresAt" = now() - interval '1 minute' WHERE "journeyId" = $1`, [
    sessionOf(camera),
  ]);
  await page.getByLabel("Code", { exact: true }).fill(code);
  await page.getByText("Your code expired").waitFor();
  await shot("26-verify-expired");
  await page.getByRole("button", { name: "Send a new code" }).click();
  await page.getByText("sent a new code").waitFor();
  await shot("27-verify-resent");
});

/** Turns on the second factor. @returns the authenticator's secret */
async function turnOnSecondFactor({ page, portal }: Camera): Promise<string> {
  await page.goto(`${portal}/account/security/second-factor`);
  await page.getByRole("button", { name: "Set up" }).click();
  const secret = (await page.locator("code").innerText()).replaceAll(" ", "");
  await page.getByLabel("Enter the code").fill(totp(secret, -1));
  await atStep(page, "account-recovery-keys");
  await page.getByRole("button", { name: "I’ve saved them" }).click();
  return secret;
}

/** The code of an authenticator. @param ahead in steps of half a minute */
const totp = (secret: string, ahead: number) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + ahead * 30_000 });

test("pictures of the second factor, and of a new password", async ({ camera }) => {
  const { page, portal, shot } = camera;
  const email = "kim.second@example.org";
  await enterAccount(camera, email);
  const secret = await turnOnSecondFactor(camera);
  await page.context().clearCookies();
  await begin(camera, PILOT);
  await page.getByRole("link", { name: "Use a password instead" }).click();
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await signIn(page, portal, email);
  await atStep(page, "second-factor");
  await shot("28-second-factor");
  await page.getByLabel("Code", { exact: true }).fill("000000");
  await refused(camera);
  await shot("28-second-factor-wrong");
  await page.getByRole("link", { name: "Use a recovery key" }).click();
  await shot("28-recovery-key");
  await page.getByRole("link", { name: "Use your authenticator" }).click();
  await page.getByLabel("Code", { exact: true }).fill(totp(secret, 0));
  await atStep(page, "new-password");
  await shot("29-new-password");
  await page.getByLabel("New password").fill("short");
  await page.getByRole("button", { name: "Save password" }).click();
  await refused(camera);
  await shot("29-new-password-wrong");
});

/** A second visit of the same person, on a device of another kind. */
async function signInElsewhere(browser: Browser, portal: string, email: string): Promise<void> {
  const other = await (await browser.newContext()).newPage();
  await other.goto(startUrl(portal));
  await other.getByRole("button", { name: "Get started" }).click();
  await signIn(other, portal, email);
  await other.context().close();
}

test("pictures of being signed in already", async ({ camera, browser }) => {
  const { portal, shot, page } = camera;
  const email = "robin.again@example.org";
  await signInElsewhere(browser, portal, email);
  await enterAccount(camera, email);
  await page.goto(startUrl(portal, PILOT));
  await shot("13-welcome-signed-in");
});
