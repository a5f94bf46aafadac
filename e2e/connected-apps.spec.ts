import { authorize, info, toConsent } from "./support/consent";
import { onDatabase } from "./support/database";
import { addPrinter, reachConsent } from "./support/journey";
import { fine } from "./support/look";
import { PrinterProcess } from "./support/printer";
import { askRelay, basic } from "./support/relay";
import { expect, test } from "./support/test";

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
  await expect(page.locator("main")).toContainText("Dev Test still reaches the printer through 2 others");
  await page.getByRole("button", { name: "Revoke this connection" }).click();
  await expect(page.getByRole("status")).toContainText("can no longer reach your printer");
  expect(await states()).toEqual([604, 200, 200]);
  await expect(page.locator("main")).toContainText("You revoked it");
  await page.getByText("Revoke all Dev Test connections").click();
  await page.getByRole("button", { name: "Revoke both" }).click();
  await expect(page.locator("main")).toContainText("No apps are connected");
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
      "/account/revoke-app",
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
  await page.getByRole("link", { name: "Rename, emails or remove" }).click();
  await fine(page, "account-printer");
  await page.getByLabel("Printer name").fill("   ");
  await page.getByRole("button", { name: "Save name" }).click();
  await expect(page.getByRole("alert").first()).toContainText("Enter a name for the printer");
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
  await expect(page.locator("main")).toContainText("remove it here and add it there");
  await page.getByRole("button", { name: "Remove printer" }).click();
  await fine(page, "account-printers");
  await expect(page.getByRole("status")).toContainText("Apps can no longer reach it");
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
    // Used once, so that the same browser's next consent does not end it.
    expect(await info(portal, first)).toBe(200);
    await toConsent(scripted, portal);
    const second = await authorize(scripted);
    await page.context().addCookies(await context.cookies());
    await context.close();
    expect([await info(portal, first), await info(portal, second)]).toEqual([200, 200]);
    await page.goto(`${portal}/account/apps`);
    await page.getByText("Revoke all Dev Test connections").click();
    await page.getByRole("button", { name: "Revoke both" }).click();
    expect([await info(portal, first), await info(portal, second)]).toEqual([604, 604]);
    await page.goto(`${portal}/account/printers/${await printer.publicId()}/remove`);
    await page.getByRole("button", { name: "Remove printer" }).click();
    await expect(page.locator("main")).toContainText("Removed.");
  });
});
