import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { authorize, COMPLETE, info, replace, toConsent } from "./support/consent";
import { onDatabase } from "./support/database";
import { addPrinter, atStep, completion, reachConsent } from "./support/journey";
import { fine } from "./support/look";
import { waitForMail } from "./support/mail";
import { PrinterProcess } from "./support/printer";
import { askRelay, basic } from "./support/relay";
import { recordSecrets } from "./support/secrets";
import { cliEnvironment } from "./support/server";
import { expect, test } from "./support/test";

/** The row that says how long the access lasts opens to the choice. */
const openLifetimes = (page: Page) => page.locator("summary", { hasText: "Until I revoke it" }).click();

test("the same app on a second device: both connections stay", async ({ page, portal, email, printer }) => {
  await reachConsent(page, portal, email, printer);
  await expect(replace(page)).toHaveCount(0);
  const phone = await authorize(page);
  expect(await info(portal, phone)).toBe(200);
  await toConsent(page, portal);
  await expect(page.locator("main")).toContainText("Already connected, used just now");
  await expect(replace(page)).not.toBeChecked();
  await fine(page, "authorize");
  const tablet = await authorize(page);
  expect([await info(portal, phone), await info(portal, tablet)]).toEqual([200, 200]);
});

test("an app that names the printer renews its connection: the old credentials end, the new ones work", async ({
  page,
  portal,
  email,
  printer,
}) => {
  await reachConsent(page, portal, email, printer);
  const old = await authorize(page);
  expect(await info(portal, old)).toBe(200);
  await toConsent(page, portal, { printerId: await printer.publicId() });
  await expect(replace(page)).toBeChecked();
  const fresh = await authorize(page);
  expect([await info(portal, old), await info(portal, fresh)]).toEqual([604, 200]);
  expect((await askRelay(old.url ?? "", "/api/version", basic(old))).status).toBe(604);
  expect((await askRelay(fresh.url ?? "", "/api/version", basic(fresh))).status).toBe(200);
});

test("the question about an earlier connection belongs to the printer that is chosen", async ({
  page,
  portal,
  email,
  printer,
}) => {
  const second = PrinterProcess.start(portal);
  try {
    await reachConsent(page, portal, email, printer);
    const values = await authorize(page);
    expect(await info(portal, values)).toBe(200);
    await toConsent(page, portal, { printerId: await printer.publicId() });
    await page.getByRole("button", { name: "Add another printer" }).click();
    await addPrinter(page, second, "Prusa upstairs");
    await atStep(page, "authorize");
    await expect(page.getByRole("radio", { name: "Prusa upstairs" })).toBeChecked();
    await expect(replace(page)).toBeHidden();
    await page.getByRole("radio", { name: "Voron in the garage" }).check();
    await expect(replace(page)).toBeChecked();
    await page.getByRole("radio", { name: "Prusa upstairs" }).check();
    expect(await info(portal, await authorize(page))).toBe(200);
    expect(await info(portal, values)).toBe(200);
  } finally {
    await second.stop();
  }
});

test("a connection for one day says so everywhere, and ends", async ({ page, portal, email, printer }) => {
  await reachConsent(page, portal, email, printer);
  await openLifetimes(page);
  await expect(page.getByRole("radio", { name: "Until I revoke it" })).toBeChecked();
  for (const name of [/^1 year, until \w+ \d+, 20\d\d$/, /^30 days, until /, /^1 day, until /])
    await expect(page.getByRole("radio", { name })).toBeVisible();
  await page.getByRole("radio", { name: "1 day" }).check();
  const values = await authorize(page);
  expect(await info(portal, values)).toBe(200);
  const mail = await waitForMail(portal, email, /can now use/);
  expect(mail.text).toMatch(/until \w+ \d+, 20\d\d, or until you revoke it/);
  await page.goto(`${portal}/account/apps`);
  await expect(page.locator("main")).toContainText(/Ends on \w+ \d+, 20\d\d/);
  await onDatabase(`UPDATE "AppConnection" SET "expiresAt" = now() AT TIME ZONE 'UTC' WHERE id = $1`, [values.id]);
  expect(await info(portal, values)).toBe(604);
  await page.reload();
  await expect(page.locator("main")).toContainText("Expired");
});

test("what was chosen at consent survives the step for an OctoPrint key", async ({ page, portal, email }) => {
  const printer = PrinterProcess.start(portal, undefined, ["--octoprint-api-key", "ADMINKEYADMINKEYADMINKEYADMINKEY"]);
  try {
    await printer.next("online");
    await reachConsent(page, portal, email, printer);
    const old = await authorize(page);
    expect(await info(portal, old)).toBe(200);
    await toConsent(page, portal, { octoPrintApiKeyAppName: "My Printer App" });
    await openLifetimes(page);
    await page.getByRole("radio", { name: "30 days" }).check();
    await replace(page).check();
    await page.getByRole("button", { name: "Authorize" }).click();
    await atStep(page, "api-key");
    expect(await info(portal, old)).toBe(200);
    await page.getByRole("button", { name: "Skip" }).click();
    await page.waitForURL(COMPLETE);
    const fresh = completion(page.url());
    expect([await info(portal, old), await info(portal, fresh)]).toEqual([604, 200]);
    const [row] = await onDatabase<{ days: number }>(
      `SELECT round(extract(epoch FROM "expiresAt" - "createdAt") / 86400)::int AS days ` +
        `FROM "AppConnection" WHERE id = $1`,
      [fresh.id],
    );
    expect(row?.days).toBe(30);
  } finally {
    await printer.stop();
  }
});

test("the running portal calls an app's webhook by itself, and the command line shows what became of it", async ({
  page,
  portal,
  email,
  printer,
}) => {
  const appId = `hooked${Date.now()}`;
  const apps = async (...args: string[]) =>
    (
      await promisify(execFile)(path.resolve("node_modules/.bin/tsx"), ["scripts/apps.ts", ...args, "--json"], {
        env: cliEnvironment(),
      })
    ).stdout;
  const { webhookSecret } = JSON.parse(
    await apps("add", appId, "--name", "Hooked", "--verified", "--webhook", "https://nobody.invalid/hook"),
  ) as { webhookSecret: string };
  recordSecrets(webhookSecret);
  await reachConsent(page, portal, email, printer, { appId });
  const values = await authorize(page);
  await expect
    .poll(async () => JSON.parse(await apps("deliveries", appId)) as unknown, { timeout: 30_000, intervals: [1000] })
    .toMatchObject([
      {
        type: "connection.created",
        state: "waiting",
        lastStatus: null,
        lastFailure: expect.stringMatching(/^(unreachable|refused|timeout)$/),
      },
    ]);
  expect(
    await onDatabase(`SELECT body::json->'data' AS data FROM "WebhookMessage" WHERE "appId" = $1`, [appId]),
  ).toEqual([{ data: { connectionId: values.id, appId, printerId: await printer.publicId() } }]);
});

test("a consent without a known lifetime is refused with a sentence", async ({ page, portal, email, printer }) => {
  await reachConsent(page, portal, email, printer);
  await page.evaluate(() =>
    document.querySelector<HTMLInputElement>("input[name=lifetime]")!.setAttribute("value", "forever"),
  );
  await page.getByRole("button", { name: "Authorize" }).click();
  await expect(page.getByRole("alert").first()).toContainText("Choose how long access lasts");
  await atStep(page, "authorize");
});
