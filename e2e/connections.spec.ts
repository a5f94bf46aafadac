import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { onDatabase } from "./support/database";
import { addPrinter, atStep, completion, reachConsent, startUrl } from "./support/journey";
import { fine } from "./support/look";
import { waitForMail } from "./support/mail";
import { PrinterProcess } from "./support/printer";
import { askRelay, basic } from "./support/relay";
import { recordSecrets } from "./support/secrets";
import { cliEnvironment } from "./support/server";
import { expect, test } from "./support/test";

const COMPLETE = /\/appportal\/v1\/complete\?/;
const info = (portal: string, values: Record<string, string>) =>
  fetch(`${portal}/api/appconnection/info`, { headers: { AppToken: values.appApiToken ?? "" } }).then(
    ({ status }) => status,
  );

const authorize = async (page: Page) => {
  await page.getByRole("button", { name: "Authorize" }).click();
  await page.waitForURL(COMPLETE);
  return completion(page.url());
};

/** A returning person, from the app's link to consent. */
const toConsent = async (page: Page, portal: string, query: Record<string, string> = {}) => {
  await page.goto(startUrl(portal, query));
  await page.getByRole("button", { name: "Continue" }).click();
  await atStep(page, "authorize");
};

const replace = (page: Page) => page.getByRole("checkbox", { name: "End what it has for this printer now" });

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
  const howLong = page.getByLabel("How long");
  await expect(howLong).toHaveValue("none");
  await expect(howLong.getByRole("option")).toHaveText([
    "Until I revoke it",
    /^1 year, until \d+ \w+ 20\d\d$/,
    /^30 days, until /,
    /^1 day, until /,
  ]);
  await howLong.selectOption("day");
  const values = await authorize(page);
  expect(await info(portal, values)).toBe(200);
  const mail = await waitForMail(portal, email, /can now use/);
  expect(mail.text).toMatch(/until \d+ \w+ 20\d\d, or until you revoke it/);
  await page.goto(`${portal}/account/apps`);
  await expect(page.locator("main")).toContainText(/Ends on \d+ \w+ 20\d\d/);
  await onDatabase(`UPDATE "AppConnection" SET "expiresAt" = now() AT TIME ZONE 'UTC' WHERE id = $1`, [values.id]);
  expect(await info(portal, values)).toBe(604);
  await page.reload();
  await expect(page.locator("main")).toContainText("Came to its chosen end");
});

test("what was chosen at consent survives the step for an OctoPrint key", async ({ page, portal, email }) => {
  const printer = PrinterProcess.start(portal, undefined, ["--octoprint-api-key", "ADMINKEYADMINKEYADMINKEYADMINKEY"]);
  try {
    await printer.next("online");
    await reachConsent(page, portal, email, printer);
    const old = await authorize(page);
    expect(await info(portal, old)).toBe(200);
    await toConsent(page, portal, { octoPrintApiKeyAppName: "My Printer App" });
    await page.getByLabel("How long").selectOption("month");
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
  await page.getByLabel("How long").evaluate((select: HTMLSelectElement) => (select.options[0]!.value = "forever"));
  await page.getByRole("button", { name: "Authorize" }).click();
  await expect(page.getByRole("alert").first()).toContainText("how long the app may use the printer");
  await atStep(page, "authorize");
});

test("on the page of connected apps one connection is revoked, then all of an app", async ({
  page,
  portal,
  email,
  printer,
}) => {
  await reachConsent(page, portal, email, printer);
  const all = [await authorize(page)];
  expect((await askRelay(all[0]!.url ?? "", "/api/version", basic(all[0]!))).status).toBe(200);
  for (let count = 0; count < 2; count++) {
    await toConsent(page, portal);
    all.push(await authorize(page));
    expect(await info(portal, all.at(-1)!)).toBe(200);
  }
  const states = () => Promise.all(all.map((values) => info(portal, values)));
  await page.goto(`${portal}/account`);
  await page.getByRole("link", { name: "Connected apps" }).click();
  await fine(page, "account-apps");
  const rows = page.getByRole("link", { name: /Voron in the garage/ });
  await expect(rows).toHaveCount(3);
  await rows.last().click();
  await fine(page, "account-app");
  await expect(page.locator("main")).toContainText("with its user name and password");
  await expect(page.locator("main")).toContainText("You let Dev Test use Voron in the garage");
  await page.getByRole("button", { name: "Revoke Dev Test" }).click();
  await expect(page.getByRole("status")).toContainText("can no longer reach your printer");
  expect(await states()).toEqual([604, 200, 200]);
  await expect(page.locator("main")).toContainText("You revoked it");
  await page.getByText("Revoke all of Dev Test").click();
  await page.getByRole("button", { name: "Revoke all 2" }).click();
  await expect(page.locator("main")).toContainText("No app can reach your printers now");
  expect(await states()).toEqual([604, 604, 604]);
});

test("somebody else's connection and printer are answered like ones that do not exist", async ({
  page,
  browser,
  portal,
  email,
  printer,
}) => {
  await reachConsent(page, portal, email, printer);
  const values = await authorize(page);
  const [mine] = await onDatabase<{ consentId: string }>(`SELECT "consentId" FROM "AppConnection" WHERE id = $1`, [
    values.id,
  ]);
  const publicId = await printer.publicId();
  const context = await browser.newContext();
  const strange = PrinterProcess.start(portal);
  try {
    const stranger = await context.newPage();
    await reachConsent(stranger, portal, `x${email}`, strange);
    const seen = async (path: string) => {
      const answer = await stranger.goto(`${portal}${path}`);
      return [answer?.status(), await stranger.locator("main").innerText()];
    };
    expect(await seen(`/account/apps/${mine?.consentId}`)).toEqual(
      await seen("/account/apps/cnosuchconsent0000000000"),
    );
    for (const page of ["", "/remove"])
      expect(await seen(`/account/printers/${publicId}${page}`)).toEqual(
        await seen(`/account/printers/${"A".repeat(60)}${page}`),
      );
    for (const path of [
      `/account/apps/${mine?.consentId}/revoke`,
      "/account/apps/revoke-all",
      `/account/printers/${publicId}/rename`,
      `/account/printers/${publicId}/unlink`,
    ]) {
      const answer = await context.request.post(`${portal}${path}`, {
        form: { app: "devtest", name: "Mine now" },
        headers: { Origin: portal },
        maxRedirects: 0,
      });
      expect(answer.status(), path).toBe(303);
    }
    expect(await info(portal, values)).toBe(200);
    expect(await onDatabase(`SELECT name FROM "Printer" WHERE "publicId" = $1`, [publicId])).toEqual([
      { name: "Voron in the garage" },
    ]);
  } finally {
    await strange.stop();
    await context.close();
  }
});

test("a printer is renamed, and removed: its apps end at once and it shows a new code", async ({
  page,
  portal,
  email,
  printer,
}) => {
  await reachConsent(page, portal, email, printer);
  const code = await printer.code();
  const values = await authorize(page);
  expect((await askRelay(values.url ?? "", "/api/version", basic(values))).status).toBe(200);
  const webcam = askRelay(values.url ?? "", "/webcam/stream", basic(values)).then(
    () => "ended",
    () => "cut off",
  );
  await page.goto(values.userPrinterAccessUrl ?? "");
  await page.getByRole("link", { name: "Rename or remove" }).click();
  await fine(page, "account-printer");
  await page.getByLabel("Printer name").fill("   ");
  await page.getByRole("button", { name: "Save name" }).click();
  await expect(page.getByRole("alert").first()).toContainText("give the printer a name");
  await page.getByLabel("Printer name").fill("Voron in the cellar");
  await page.getByRole("button", { name: "Save name" }).click();
  await expect(page.getByRole("heading", { name: "Voron in the cellar" })).toBeVisible();
  const named = (await (
    await fetch(`${portal}/api/appconnection/info`, { headers: { AppToken: values.appApiToken ?? "" } })
  ).json()) as { PrinterName: string };
  expect(named.PrinterName).toBe("Voron in the cellar");

  await page.getByRole("link", { name: /Remove this printer/ }).click();
  await fine(page, "account-printer-remove");
  await expect(page.locator("main")).toContainText("Dev Test stops working with it at once");
  await expect(page.locator("main")).toContainText("remove it here, then link it there");
  await page.getByRole("button", { name: "Remove printer" }).click();
  await fine(page, "account-printers");
  await expect(page.getByRole("status")).toContainText("Nothing reaches this printer");
  expect(await info(portal, values)).toBe(604);
  expect((await askRelay(values.url ?? "", "/api/version", basic(values))).status).toBe(604);
  expect(["ended", "cut off"]).toContain(await webcam);
  await printer.next("unlinked");
  await expect.poll(() => printer.code(), { timeout: 30_000 }).not.toBe(code);
  await page.goto(`${portal}/account/apps`);
  await expect(page.locator("main")).toContainText("Ended with its printer");

  // As on its first day: the new code adds it again, and what was revoked stays so.
  await page.goto(`${portal}/account/printers`);
  await page.getByRole("link", { name: "Add a printer" }).click();
  await page.getByRole("button", { name: "Get started" }).click();
  await addPrinter(page, printer, "Back again");
  await expect(page.getByRole("heading", { name: "Back again" })).toBeVisible();
  expect(await info(portal, values)).toBe(604);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });
  test("all of an app is revoked, and a printer removed", async ({ page, browser, portal, email, printer }) => {
    const context = await browser.newContext({ javaScriptEnabled: true });
    const scripted = await context.newPage();
    await reachConsent(scripted, portal, email, printer);
    const first = await authorize(scripted);
    await toConsent(scripted, portal);
    const second = await authorize(scripted);
    await page.context().addCookies(await context.cookies());
    await context.close();
    expect([await info(portal, first), await info(portal, second)]).toEqual([200, 200]);
    await page.goto(`${portal}/account/apps`);
    await page.getByText("Revoke all of Dev Test").click();
    await page.getByRole("button", { name: "Revoke all 2" }).click();
    expect([await info(portal, first), await info(portal, second)]).toEqual([604, 604]);
    await page.goto(`${portal}/account/printers/${await printer.publicId()}/remove`);
    await page.getByRole("button", { name: "Remove printer" }).click();
    await expect(page.locator("main")).toContainText("Removed.");
  });
});
