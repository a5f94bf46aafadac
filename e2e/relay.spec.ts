import { createHash, randomBytes } from "node:crypto";
import type { Page } from "@playwright/test";
import { completion, reachConsent } from "./support/journey";
import { PrinterProcess } from "./support/printer";
import { askRelay, basic, bearer, echoOverRelay } from "./support/relay";
import { expect, test } from "./support/test";

const authorized = async (page: Page): Promise<Record<string, string> & { url: string }> => {
  await page.getByRole("button", { name: "Authorize" }).click();
  await page.waitForURL(/\/appportal\/v1\/complete\?/);
  const values = completion(page.url());
  return { ...values, url: values.url ?? "" };
};

test("a completion's values reach the printer: requests, uploads and messages, with basic and with bearer", async ({
  page,
  portal,
  email,
  printer,
}) => {
  await reachConsent(page, portal, email, printer);
  const values = await authorized(page);
  for (const authorization of [basic(values), bearer(values)]) {
    const answer = await askRelay(values.url, "/api/version", authorization);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body.toString())).toMatchObject({ text: expect.stringContaining("OctoPrint") });
    expect(await echoOverRelay(values.url, "/sockjs/websocket", authorization, "hello")).toContain("connected");
  }
  const file = randomBytes(3_000_000);
  const uploaded = await askRelay(values.url, "/api/files/local", basic(values), { method: "POST", body: file });
  expect(JSON.parse(uploaded.body.toString())).toEqual({
    bytes: file.length,
    sha256: createHash("sha256").update(file).digest("hex"),
  });

  expect((await askRelay(values.url, "/api/version")).status).toBe(606);
  expect((await askRelay(values.url, "/api/version", "Basic eDp5")).status).toBe(606);
  expect(await echoOverRelay(values.url, "/sockjs/websocket", "Bearer wrong", "hello")).toBe(606);
  expect(
    (await askRelay(values.url.replace(/app-[a-z0-9]{6}/, "app-zzzzzz"), "/api/version", basic(values))).status,
  ).toBe(603);
});

test("a printer that is off answers 601 and works again when it is back", async ({ page, portal, email, printer }) => {
  await reachConsent(page, portal, email, printer);
  const values = await authorized(page);
  await printer.stop();
  await expect.poll(async () => (await askRelay(values.url, "/api/version", basic(values))).status).toBe(601);
  expect(await echoOverRelay(values.url, "/sockjs/websocket", basic(values), "hello")).toBe(601);
  const again = PrinterProcess.start(portal, printer.dir);
  try {
    await again.next("online");
    await expect.poll(async () => (await askRelay(values.url, "/api/version", basic(values))).status).toBe(200);
  } finally {
    await again.stop();
  }
});

test("revoking on the printer's page ends a running webcam and every further request at once", async ({
  page,
  portal,
  email,
  printer,
}) => {
  await reachConsent(page, portal, email, printer);
  const values = await authorized(page);
  const webcam = askRelay(values.url, "/webcam/stream", basic(values)).then(
    () => "ended",
    () => "cut off",
  );
  await expect.poll(async () => (await askRelay(values.url, "/api/version", basic(values))).status).toBe(200);
  await page.goto(values.userPrinterAccessUrl ?? "");
  await expect(page.locator("main")).toContainText("Used just now");
  await page.getByRole("button", { name: "Revoke Dev Test" }).click();
  await expect(page.locator("main")).toContainText("can no longer reach this printer");
  expect((await askRelay(values.url, "/api/version", basic(values))).status).toBe(604);
  expect(["ended", "cut off"]).toContain(await webcam);
  const info = await fetch(`${portal}/api/appconnection/info`, { headers: { AppToken: values.appApiToken ?? "" } });
  expect(info.status).toBe(604);
});
