import type { BrowserContext } from "@playwright/test";
import { onDatabase } from "../support/database";
import { atStep, reachConsent, signIn } from "../support/journey";
import { COOL, PILOT, registerApps } from "../support/picture-apps";
import { begin, enterAccount, openCamera, press, test, type Camera } from "../support/pictures";

test.beforeAll(registerApps);

const sessionOf = ({ page }: Camera) => new URL(page.url()).searchParams.get("session") ?? "";
const complete = (query: Record<string, string>) => `/appportal/v1/complete?${new URLSearchParams(query)}`;
const change = (id: string, set: string) => onDatabase(`UPDATE "Journey" SET ${set} WHERE id = $1`, [id]);

/** As on a device that could have a passkey. */
const givePasskeys = (context: BrowserContext) =>
  context.addInitScript(() => {
    PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable = async () => true;
  });

test("pictures of what is shown when it went well", async ({ camera, printer }) => {
  const { page, portal, shot, visit } = camera;
  await givePasskeys(page.context());
  await reachConsent(page, portal, "robin.done@example.org", printer, PILOT);
  const consent = page.url();
  await page.getByRole("button", { name: "Authorize" }).click();
  await page.getByRole("heading", { name: /^Connected\. Opening/ }).waitFor();
  await page.waitForTimeout(500);
  await shot("60-opening");
  await page.goto(consent);
  await atStep(page, "done");
  await page.waitForTimeout(500);
  await shot("61-done");
  await onDatabase(`UPDATE "Consent" SET "createdAt" = now() - interval '121 seconds' WHERE "journeyId" = $1`, [
    sessionOf(camera),
  ]);
  await press(page.getByRole("button", { name: /^Return to/ }));
  await page.getByText("Open the app").waitFor();
  await shot("61-done-late");
  await visit("62-complete", complete({ success: "true", id: "x" }));
  await visit("62-complete-failed", complete({ success: "false", error: "cancelled" }));
  await visit("62-complete-nothing", "/appportal/v1/complete");
  await begin(camera, { appId: "devtest" });
  await atStep(page, "authorize");
  await press(page.getByRole("button", { name: "Authorize" }));
  await page.waitForURL(/complete/);
  await shot("62-complete-development");
});

test("pictures of journeys that ended", async ({ camera, browser }) => {
  const { page, portal, shot, visit } = camera;
  await begin(camera, PILOT);
  await signIn(page, portal, "robin.ends@example.org");
  await atStep(page, "printer");
  const session = sessionOf(camera);
  const ended = `/appportal/v1/ended?session=${session}`;
  for (const why of ["cancelled", "access_denied", "supporter_required"]) {
    await change(session, `"endedAt" = now(), "endedReason" = '${why}'`);
    await visit(`65-ended-${why.replace("_", "-")}`, ended);
  }
  await change(session, `"endedAt" = NULL, "endedReason" = NULL, "lastSeenAt" = now() - interval '61 minutes'`);
  await visit("66-ended-timed-out", ended);
  await change(session, `"lastSeenAt" = now()`);
  await change(session, `"appId" = 'paused'`);
  await visit("66-ended-app-paused", ended);
  await change(session, `"appId" = 'printpilot'`);
  await visit("66-ended-unknown", "/appportal/v1/ended?session=nobody");
  const other = await openCamera(await (await browser.newContext()).newPage(), portal);
  await other.visit("67-ended-no-cookies", ended);
  await change(session, `"createdAt" = now() - interval '5 minutes'`);
  await other.visit("67-ended-other-browser", ended);
  await enterAccount(other, "robin.other@example.org");
  await other.page.context().close();
  await change(session, `"userId" = (SELECT id FROM "User" WHERE email = 'robin.other@example.org')`);
  await page.goto(portal + ended);
  await shot("67-ended-account-changed");
});

test("pictures of an app that nobody checked, at the end", async ({ camera, printer }) => {
  const { page, portal, visit } = camera;
  await reachConsent(page, portal, "robin.declines@example.org", printer, COOL);
  const session = sessionOf(camera);
  await change(session, `"endedAt" = now(), "endedReason" = 'access_denied'`);
  await visit("65-ended-unverified", `/appportal/v1/ended?session=${session}`);
});
