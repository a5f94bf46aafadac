import type { Browser, CDPSession, Page } from "@playwright/test";
import { onDatabase } from "./support/database";
import { atStep, signIn, startUrl } from "./support/journey";
import { fine } from "./support/look";
import { waitForMail } from "./support/mail";
import { expect, test } from "./support/test";

/** The browser's own authenticator: on this device, and it knows its person (WebAuthn L3, 11). */
const DEVICE = {
  protocol: "ctap2",
  transport: "internal",
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
} as const;

type Device = { cdp: CDPSession; authenticatorId: string };

async function giveDevice(page: Page, keys: object[] = []): Promise<Device> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable", { enableUI: false });
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", { options: DEVICE });
  for (const credential of keys)
    await cdp.send("WebAuthn.addCredential", { authenticatorId, credential: credential as never });
  return { cdp, authenticatorId };
}

const keysOn = async ({ cdp, authenticatorId }: Device): Promise<object[]> =>
  (await cdp.send("WebAuthn.getCredentials", { authenticatorId })).credentials;

/** An account whose passkey is on the device of this page. */
async function addPasskey(page: Page, portal: string, email: string): Promise<Device> {
  const device = await giveDevice(page);
  await page.goto(`${portal}/account/security`);
  await page.getByRole("button", { name: "Sign in" }).click();
  await signIn(page, portal, email);
  await page.getByRole("link", { name: "Add a passkey" }).click();
  await fine(page, "account-passkey");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await expect(page.getByRole("status")).toContainText("Passkey added");
  await fine(page, "account-security");
  return device;
}

/** Another visit with the same device: what it holds, and how far its keys have counted. */
async function anotherVisit(browser: Browser, device: Device): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 390, height: 664 } })).newPage();
  await giveDevice(page, await keysOn(device));
  return page;
}

const signInButton = (page: Page) => page.getByRole("button", { name: "Use a passkey" });

test("a passkey is added in Security, signs in to a journey, and is removed", async ({
  page,
  portal,
  email,
  browser,
}) => {
  test.slow();
  const device = await addPasskey(page, portal, email);
  await waitForMail(portal, email, /passkey was added/i);
  expect(await keysOn(device)).toHaveLength(1);

  // The field of the address offers it; chosen there, nothing else is pressed.
  const visit = await anotherVisit(browser, device);
  await visit.goto(startUrl(portal));
  await visit.getByRole("button", { name: "Get started" }).click();
  await atStep(visit, "printer");

  // This device has one already.
  await page.getByRole("link", { name: "Add a passkey" }).click();
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await expect(page.getByRole("status")).toContainText("has a passkey for your account already");

  await page.goto(`${portal}/account/security`);
  await page.getByRole("button", { name: /^Remove the passkey of/ }).click();
  await expect(page.getByRole("status")).toContainText("no longer signs you in");
  await waitForMail(portal, email, /passkey.* was removed/i);
  // Whoever came in by it is signed out.
  await visit.goto(`${portal}/account`);
  await expect(visit.getByRole("heading", { name: "Sign in to see your account" })).toBeVisible();
  await visit.context().close();
});

test("the button signs in where the field does not, from the account's page too; a refusal leaves the email", async ({
  page,
  portal,
  email,
  browser,
}) => {
  test.slow();
  const device = await addPasskey(page, portal, email);
  const visit = await anotherVisit(browser, device);
  // A web view that fills nothing in.
  await visit.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = async () => false;
  });
  await visit.goto(`${portal}/account/security`);
  await signInButton(visit).click();
  await atStep(visit, "account-security");
  await visit.getByRole("link", { name: "Your account" }).click();
  await visit.getByRole("button", { name: "Sign out" }).click();

  await visit.goto(startUrl(portal));
  await visit.getByRole("button", { name: "Get started" }).click();
  await atStep(visit, "account");
  await fine(visit, "account");
  await visit.getByLabel("Stay signed in for 90 days").check();
  await signInButton(visit).click();
  await atStep(visit, "printer");
  const stays = await onDatabase<{ days: string }>(
    `SELECT round(extract(epoch FROM s."endsAt" - s."createdAt") / 86400) AS days FROM "Session" s
     JOIN "User" u ON u.id = s."userId" WHERE u.email = $1 ORDER BY s."createdAt" DESC LIMIT 1`,
    [email],
  );
  expect(Number(stays[0]?.days)).toBe(90);

  await onDatabase(`DELETE FROM "Passkey" USING "User" u WHERE u.id = "userId" AND u.email = $1`, [email]);
  await visit.context().clearCookies();
  await visit.goto(startUrl(portal));
  await visit.getByRole("button", { name: "Get started" }).click();
  await signInButton(visit).click();
  await expect(visit.getByRole("alert")).toContainText("not known here any more");
  await signIn(visit, portal, email);
  await visit.context().close();
});

test("a browser that has none, or fails, shows the email's way and no error", async ({ browser, portal, walls }) => {
  for (const has of ["nothing", "what fails"]) {
    const visit = await (await browser.newContext()).newPage();
    const faults: string[] = [];
    visit.on("pageerror", ({ message }) => faults.push(message));
    await visit.addInitScript((what) => {
      if (what === "nothing") Reflect.deleteProperty(globalThis, "PublicKeyCredential");
      else {
        const fail = () => Promise.reject(new DOMException("not here", "NotAllowedError"));
        PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable = async () => true;
        navigator.credentials.get = fail;
      }
    }, has);
    const loaded: string[] = [];
    visit.on("request", (request) => loaded.push(request.url()));
    await visit.goto(startUrl(portal));
    await visit.getByRole("button", { name: "Get started" }).click();
    await atStep(visit, "account");
    await visit.waitForLoadState("networkidle");
    expect(loaded.some((url) => url.includes("/passkeys-"))).toBe(has !== "nothing");
    if (has === "nothing") await expect(signInButton(visit)).toBeHidden();
    else {
      await signInButton(visit).click();
      await expect(visit.getByRole("status")).toContainText("No passkey was used");
    }
    await expect(visit.getByRole("button", { name: "Send code" })).toBeVisible();
    expect(faults).toEqual([]);
    await visit.context().close();
  }
  expect(walls).toEqual([]);
});
