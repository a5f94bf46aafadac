import { existsSync } from "node:fs";
import { chromium, devices, type Page } from "@playwright/test";
import { mailedCode, newVisitor } from "./hosted-flow";
import type { MailServer } from "../../tests/support/mail-server";

/** What a person on a slow phone sees of one page. */
export type Paint = { step: string; paintMs: number; shift: number; scriptBytes: number };

const KILOBIT = 1000 / 8;

/** As in-app browsers leave it. */
const VIEWPORT = { width: 390, height: 664 };

/** Reads what the browser noted since the page began (Largest Contentful Paint, Layout Instability). */
const readPaint = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<{ paintMs: number; shift: number; scriptBytes: number }>((resolve) => {
        let [paintMs, shift] = [0, 0];
        new PerformanceObserver((list) => list.getEntries().forEach((entry) => (paintMs = entry.startTime))).observe({
          type: "largest-contentful-paint",
          buffered: true,
        });
        new PerformanceObserver((list) =>
          list.getEntries().forEach((entry) => (shift += (entry as unknown as { value: number }).value)),
        ).observe({ type: "layout-shift", buffered: true });
        const scripts = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
        const scriptBytes = scripts
          .filter(({ name }) => new URL(name).pathname.endsWith(".js"))
          .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
        setTimeout(() => resolve({ paintMs, shift, scriptBytes }), 1000);
      }),
  );

/** Goes through the steps of a new person that come before a printer, with an empty cache each time. */
export async function measurePaint(server: MailServer, origin: string): Promise<Paint[]> {
  const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((file) => existsSync(file));
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({ ...(executablePath && { executablePath }), args });
  const { email, ip } = newVisitor(origin);
  const extraHTTPHeaders = { "X-Forwarded-For": ip };
  const page = await browser.newPage({ ...devices["iPhone 14"], viewport: VIEWPORT, extraHTTPHeaders });
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 150,
    downloadThroughput: 1600 * KILOBIT,
    uploadThroughput: 750 * KILOBIT,
  });
  const paints: Paint[] = [];
  const note = async () => {
    await session.send("Network.clearBrowserCache");
    await page.reload({ waitUntil: "load" });
    const step = (await page.locator("main[data-step]").getAttribute("data-step")) ?? "?";
    paints.push({ step, ...(await readPaint(page)) });
  };
  await page.goto(`${origin}/appportal/v1?appId=devtest`);
  await note();
  await page.getByRole("button", { name: "Get started" }).click();
  await page.locator("main[data-step=account]").waitFor();
  await note();
  await page.getByLabel("Email", { exact: true }).fill(email);
  await page.getByRole("button", { name: "Send code" }).click();
  await page.locator("main[data-step=verify]").waitFor();
  await note();
  const code = await mailedCode(server, email);
  await page.getByLabel("Code", { exact: true }).fill(code);
  await page.locator("main[data-step=printer]").waitFor();
  await note();
  await browser.close();
  return paints;
}
