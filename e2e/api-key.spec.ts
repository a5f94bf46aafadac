import type { Page } from "@playwright/test";
import { onDatabase } from "./support/database";
import { atStep, completion, reachConsent } from "./support/journey";
import { fine } from "./support/look";
import { waitForMail } from "./support/mail";
import { test } from "./support/octoprint";
import { askRelay, basic } from "./support/relay";
import { recordSecrets } from "./support/secrets";
import { expect, test as anyPrinter } from "./support/test";

const COMPLETE = /\/appportal\/v1\/complete\?/;
const KEY_APP = { octoPrintApiKeyAppName: "My Printer App" };

const keyCode = async (portal: string, email: string) => {
  const code = /^\d{6}/.exec((await waitForMail(portal, email, /makes an OctoPrint key/)).subject)?.[0] ?? "";
  recordSecrets(`code:${code}`);
  return code;
};

const toKeyStep = async (page: Page) => {
  await page.getByRole("button", { name: "Authorize" }).click();
  await atStep(page, "api-key");
};

const completed = async (page: Page) => {
  await page.waitForURL(COMPLETE);
  const values = completion(page.url());
  recordSecrets(values.octoPrintApiKey ?? "");
  return values;
};

test("an OctoPrint key is made after a fresh code, and opens OctoPrint through the relay", async ({
  page,
  portal,
  email,
  printer,
}) => {
  await reachConsent(page, portal, email, printer, KEY_APP);
  await expect(page.locator("main")).toContainText("OctoPrint API key called My Printer App");
  await toKeyStep(page);
  await page.getByLabel("Code", { exact: true }).fill("000000");
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByRole("alert").first()).toContainText("code is wrong or has expired");
  await fine(page, "api-key");
  await page.reload();
  await atStep(page, "api-key");
  await page.getByLabel("Code", { exact: true }).fill(await keyCode(portal, email));
  const session = new URL(page.url()).searchParams.get("session") ?? "";
  await page.getByRole("button", { name: "Create key" }).click();
  const values = await completed(page);
  expect(values.success).toBe("true");
  expect(values.octoPrintApiKey).toMatch(/^\S{16,}$/);
  const answer = await askRelay(values.url ?? "", "/api/version", basic(values));
  expect(answer.status).toBe(200);
  const auditLog = await onDatabase<{ kind: string }>(`SELECT kind FROM "AuditLogEntry" WHERE "connectionId" = $1`, [
    values.id,
  ]);
  expect(auditLog.map(({ kind }) => kind).sort()).toEqual(["consented", "key_made", "minted"]);

  // The first values were lost: the same again within two minutes gives the same key, with a connection of its own.
  await onDatabase(`UPDATE "Consent" SET "winnerId" = NULL WHERE "journeyId" = $1`, [session]);
  await page.goto(`${portal}/appportal/v1/done?session=${session}`);
  await page.getByRole("button", { name: /Return to/ }).click();
  await page.waitForURL((url) => COMPLETE.test(url.href) && url.searchParams.get("id") !== values.id);
  const again = await completed(page);
  expect(again.octoPrintApiKey).toBe(values.octoPrintApiKey);
  expect(again.appApiToken).not.toBe(values.appApiToken);

  // Revoking takes the key back too: it does not work in the printer's own network any more.
  const port = again.printerLastKnownLocalIp?.split(":").at(-1) ?? "";
  const withKey = () =>
    fetch(`http://127.0.0.1:${port}/api/version`, { headers: { "X-Api-Key": again.octoPrintApiKey ?? "" } }).then(
      (response) => response.status,
    );
  expect(await withKey()).toBe(200);
  await page.goto(again.userPrinterAccessUrl ?? "");
  await page.getByRole("button", { name: "Revoke Dev Test" }).click();
  await expect(page.locator("main")).toContainText("can no longer reach this printer");
  expect(await withKey()).toBe(403);
});

test("skipped, or three wrong codes: the app is connected without a key", async ({ page, portal, email, printer }) => {
  await reachConsent(page, portal, email, printer, KEY_APP);
  await toKeyStep(page);
  const done = new URL(page.url());
  done.pathname = "/appportal/v1/done";
  await page.getByRole("button", { name: "Skip" }).click();
  const skipped = await completed(page);
  expect(skipped).toMatchObject({ success: "true" });
  expect(skipped.octoPrintApiKey).toBeUndefined();
  await page.goto(done.href);
  await atStep(page, "done");
  await expect(keyNotMade(page)).toHaveCount(0);

  await page.goto(`${portal}/appportal/v1?${new URLSearchParams({ appId: "devtest", ...KEY_APP })}`);
  await page.getByRole("button", { name: "Continue" }).click();
  await toKeyStep(page);
  for (let tries = 0; tries < 3; tries++) {
    await page.getByLabel("Code", { exact: true }).fill(`00000${tries}`);
    await page.getByRole("button", { name: "Create key" }).click();
    if (tries < 2) await expect(page.getByRole("alert").first()).toContainText("code is wrong or has expired");
  }
  const wrong = await completed(page);
  expect(wrong).toMatchObject({ success: "true" });
  expect(wrong.octoPrintApiKey).toBeUndefined();
});

/** What the page of a journey that is over says of the key. */
const keyNotMade = (page: Page) => page.getByText("We couldn’t make an OctoPrint key for Dev Test");

test("a printer that goes offline while its code is typed costs the key, not the connection", async ({
  page,
  portal,
  email,
  printer,
}) => {
  await reachConsent(page, portal, email, printer, KEY_APP);
  await toKeyStep(page);
  const code = await keyCode(portal, email);
  const done = new URL(page.url());
  done.pathname = "/appportal/v1/done";
  await printer.stop();
  await page.getByLabel("Code", { exact: true }).fill(code);
  await page.getByRole("button", { name: "Create key" }).click();
  const values = await completed(page);
  expect(values).toMatchObject({ success: "true" });
  expect(values.octoPrintApiKey).toBeUndefined();
  expect(
    await onDatabase(`SELECT 1 FROM "AuditLogEntry" WHERE "connectionId" = $1 AND kind = 'key_failed'`, [values.id]),
  ).toHaveLength(1);
  await page.goto(done.href);
  await atStep(page, "done");
  await expect(keyNotMade(page)).toBeVisible();
  await fine(page, "done");
});

anyPrinter(
  "a printer without that authority, or another kind, gets no such step",
  async ({ page, portal, email, printer }) => {
    await reachConsent(page, portal, email, printer, KEY_APP);
    await expect(page.locator("main")).not.toContainText("OctoPrint API key");
    await page.getByRole("button", { name: "Authorize" }).click();
    const values = await completed(page);
    expect(values).toMatchObject({ success: "true" });
    expect(values.octoPrintApiKey).toBeUndefined();
  },
);
