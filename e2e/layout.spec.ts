import type { Page } from "@playwright/test";
import { COMPLETE } from "./support/consent";
import { onDatabase } from "./support/database";
import { atStep, completion, reachConsent, signIn, startUrl } from "./support/journey";
import { laidOut, layOut } from "./support/layout";
import { mailedCode } from "./support/mail";
import { test } from "./support/octoprint";
import { totp } from "./support/second-factor";
import { recordSecrets } from "./support/secrets";

test.setTimeout(300_000);

const sessionOf = (page: Page) => new URL(page.url()).searchParams.get("session") ?? "";

/** Pages that anybody can open, with what has not begun or went wrong. */
const ANYBODYS = [
  "/",
  "/setup",
  "/getstarted",
  "/account/sign-in",
  "/appportal/v1/nosupporterperks",
  "/appportal/v1/nosupporterperks?appid=devtest",
  "/appportal/v1/complete?success=true",
  "/appportal/v1/complete?success=false&error=cancelled",
  "/tunnels/succeeded?error=x",
  "/appportal/v1",
  "/appportal/v1?appId=nobody",
  "/appportal/v1?appId=devtest&returnUrl=https%3A%2F%2Fevil.example%2Fwith%2Fa%2Flong%2Fpath%2Fwithout%2Fblanks",
  `/appportal/v1?appId=devtest&state=${"x".repeat(600)}`,
  "/appportal/v1?appId=devtest&state=%00",
  "/appportal/v1/ended?session=nobody",
  "/nothing-here",
  // Without the framework, as the page of a fault is.
  "/_nothing-here",
];

test("what anybody can open has room for longer words, in both directions, and nothing for axe", async ({
  page,
  portal,
}) => {
  for (const path of ANYBODYS) await layOut(page, portal + path);
});

/** The wait for a payment, which this sandbox never takes: told by the row of its checkout, at first and after long. */
async function layOutPayment(page: Page, portal: string, session: string): Promise<void> {
  for (const seconds of [0, 121]) {
    await onDatabase(`UPDATE "Checkout" SET "returnedAt" = now() - $2 * interval '1 second' WHERE "journeyId" = $1`, [
      session,
      seconds,
    ]);
    await page.goto(`${portal}/appportal/v1/payment?session=${session}`);
    await atStep(page, "payment");
    await laidOut(page);
  }
  await page.getByRole("button", { name: "Back" }).click();
  await atStep(page, "supporter");
}

/** Endings of a journey, told by its row. */
async function layOutEndings(page: Page, portal: string): Promise<void> {
  await page.goto(startUrl(portal));
  await page.getByRole("button", { name: "Continue" }).click();
  await atStep(page, "authorize");
  const session = sessionOf(page);
  const ended = `${portal}/appportal/v1/ended?session=${session}`;
  for (const reason of ["cancelled", "access_denied", "supporter_required"]) {
    await onDatabase(`UPDATE "Journey" SET "endedReason" = $2 WHERE id = $1`, [session, reason]);
    await layOut(page, ended);
  }
  await onDatabase(
    `UPDATE "Journey" SET "endedReason" = NULL, "createdAt" = now() - interval '181 minutes' WHERE id = $1`,
    [session],
  );
  await layOut(page, ended);
  await page.context().clearCookies();
  await layOut(page, ended);
}

test("every step of a journey has, and every ending", async ({ page, portal, email, printer }) => {
  await page.goto(startUrl(portal, { octoPrintApiKeyAppName: "Layout" }));
  await laidOut(page);
  await page.getByRole("button", { name: "Get started" }).click();
  await atStep(page, "account");
  await laidOut(page);
  await signIn(page, portal, email);
  await atStep(page, "printer");
  await laidOut(page);
  await page.getByLabel("Linking code").fill(await printer.code());
  await page.getByLabel("Printer name").waitFor();
  await laidOut(page);
  await page.getByLabel("Printer name").fill("Voron in the garage");
  await page.getByRole("button", { name: "Add printer" }).click();
  await atStep(page, "supporter");
  await laidOut(page);
  const session = sessionOf(page);
  await page.getByRole("button", { name: "Become a supporter" }).click();
  await atStep(page, "sandbox-checkout");
  await laidOut(page);
  await layOutPayment(page, portal, session);
  await page.getByRole("button", { name: "Become a supporter" }).click();
  await atStep(page, "sandbox-checkout");
  await page.getByRole("button", { name: "Pay" }).click();
  await atStep(page, "authorize");
  await laidOut(page);
  const consent = page.url();
  await page.getByRole("button", { name: "Authorize" }).click();
  await atStep(page, "api-key");
  await laidOut(page);
  await page.getByRole("button", { name: "Skip" }).click();
  await page.waitForURL(COMPLETE);
  completion(page.url());
  await layOut(page, page.url());
  await page.goto(consent);
  await atStep(page, "done");
  await layOut(page, page.url());
  await layOutEndings(page, portal);
});

/** Turns two-step verification on, looking at its pages. @returns the secret that the authenticator keeps */
async function layOutSecondFactor(page: Page, portal: string): Promise<string> {
  await layOut(page, `${portal}/account/security/second-factor`);
  await page.goto(`${portal}/account/security/second-factor`);
  await page.getByRole("button", { name: "Set up" }).click();
  await page.getByRole("button", { name: "Turn on" }).waitFor();
  await laidOut(page);
  const secret = (await page.locator("code").innerText()).replaceAll(" ", "");
  recordSecrets(secret);
  await page.getByLabel("Enter the code").fill(totp(secret, -1));
  await atStep(page, "account-recovery-keys");
  recordSecrets(...(await page.locator("ol li").allInnerTexts()).map((key) => key.replaceAll("-", "")));
  await laidOut(page);
  await page.getByRole("button", { name: "I’ve saved them" }).click();
  await layOut(page, `${portal}/account/security/second-factor`);
  return secret;
}

/** The steps of somebody who has a second factor, and forgot their password. */
async function layOutForgotten(page: Page, portal: string, email: string, secret: string): Promise<void> {
  await page.context().clearCookies();
  await page.goto(startUrl(portal));
  await page.getByRole("button", { name: "Get started" }).click();
  await page.getByRole("link", { name: "Use a password instead" }).click();
  await laidOut(page);
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await laidOut(page);
  await page.getByLabel("Email", { exact: true }).fill(email);
  await page.getByRole("button", { name: "Send code" }).click();
  await atStep(page, "verify");
  await laidOut(page);
  const code = await mailedCode(portal, email);
  recordSecrets(`code:${code}`);
  await page.getByLabel("Code", { exact: true }).fill(code);
  await atStep(page, "second-factor");
  await laidOut(page);
  await page.getByRole("link", { name: "Use a recovery key" }).click();
  await laidOut(page);
  await page.getByRole("link", { name: "Use your authenticator" }).click();
  await page.getByLabel("Code", { exact: true }).fill(totp(secret));
  await atStep(page, "new-password");
  await laidOut(page);
}

test("every page of the account has, and what it takes to come back to it", async ({
  page,
  portal,
  email,
  printer,
}) => {
  await reachConsent(page, portal, email, printer);
  await page.getByRole("button", { name: "Authorize" }).click();
  await page.waitForURL(COMPLETE);
  const { userPrinterAccessUrl = "" } = completion(page.url());
  const publicId = await printer.publicId();
  for (const path of [
    "/account",
    "/account/apps",
    "/account/printers",
    `/account/printers/${publicId}`,
    `/account/printers/${publicId}/remove`,
    "/account/security",
    "/account/security/password",
    "/account/security/passkeys",
    "/account/supporter",
    "/account/activity",
    "/account/data",
    "/account/data/delete",
    `/getstarted?printerid=${publicId}`,
  ])
    await layOut(page, portal + path);
  await layOut(page, userPrinterAccessUrl);
  await page.goto(`${portal}/account/apps`);
  await page.getByRole("link", { name: /Voron in the garage/ }).click();
  await atStep(page, "account-app");
  await laidOut(page);
  await page.goto(`${portal}/account/security/email`);
  await laidOut(page);
  await page.getByLabel("New email").fill(`next-${email}`);
  await page.getByRole("button", { name: "Send codes" }).click();
  await page.getByLabel("Code from your new address").waitFor();
  await laidOut(page);
  const secret = await layOutSecondFactor(page, portal);
  await layOutForgotten(page, portal, email, secret);
});
