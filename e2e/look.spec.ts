import { gzipSync } from "node:zlib";
import type { Page, Response } from "@playwright/test";
import { onDatabase } from "./support/database";
import { addPrinter, atStep, becomeSupporter, signIn, startUrl } from "./support/journey";
import { fine } from "./support/look";
import { expect, test } from "./support/test";

/** Of the journey's pages, with all that their script may load; of the account's, with the framework's runtime. */
const SCRIPT_BUDGETS = { markup: 10 * 1024, hydrated: 155 * 1024 };

/** The most that the script of a step may weigh: of pages that are markup, and of those with the framework's. */
const budget = (isHydrated: boolean) => SCRIPT_BUDGETS[isHydrated ? "hydrated" : "markup"];

const saysByThread = (page: Page, state: string) =>
  expect(page.locator(".thread")).toHaveAttribute("data-state", state);

/** The filament ends in the printer's own picture, for its owner only. */
async function showsOwnPicture(page: Page, portal: string): Promise<void> {
  await saysByThread(page, "fused");
  const picture = page.locator(".thread-picture");
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(1);
  const stranger = await fetch(new URL((await picture.getAttribute("src")) ?? "", portal));
  expect(stranger.status).toBe(404);
}

test("every step: nothing for axe in light and dark, room for large text, and a light page", async ({
  page,
  portal,
  email,
  printer,
}) => {
  test.slow();
  const scripts = new Map<string, number>();
  page.on("response", async (response: Response) => {
    if (response.request().resourceType() !== "script") return;
    const body = await response.body().catch(() => Buffer.alloc(0));
    scripts.set(response.url(), gzipSync(body).length);
  });
  // What this step loads, fetched now or kept by the browser from a step before.
  const weigh = async (step: string) => {
    const loaded = await page.evaluate(() => performance.getEntriesByType("resource").map((entry) => entry.name));
    const total = [...new Set(loaded)].reduce((sum, url) => sum + (scripts.get(url) ?? 0), 0);
    // The completion page alone loads nothing; elsewhere a script is there, or nothing was measured.
    if (step !== "complete") expect(total, `script of ${step}`).toBeGreaterThan(1024);
    expect(total, `script of ${step}, gzip`).toBeLessThanOrEqual(budget(loaded.some((url) => url.includes("/_next/"))));
  };
  const visit = async (step: string, before?: () => Promise<unknown>) => {
    await before?.();
    await fine(page, step);
    await page.waitForLoadState("networkidle");
    await weigh(step);
  };
  await visit("ended", () => page.goto(`${portal}/appportal/v1?appId=nobody`));
  await saysByThread(page, "snapped");
  await visit("ended", () => page.goto(startUrl(portal, { returnUrl: "https://evil.example/back" })));
  await visit("welcome", () => page.goto(startUrl(portal)));
  await visit("account", () => page.getByRole("button", { name: "Get started" }).click());
  await visit("account", () => page.getByRole("link", { name: "Use a password instead" }).click());
  await page.getByRole("link", { name: "Email me a code instead" }).click();
  await page.getByLabel("Email", { exact: true }).fill(email);
  await visit("verify", () => page.getByRole("button", { name: "Send code" }).click());
  await page.getByRole("button", { name: "Change email" }).click();
  await onDatabase(`DELETE FROM "OneTimeCode"  WHERE email = $1`, [email]);
  await signIn(page, portal, email);
  await visit("printer");
  await page.getByText("PrusaLink", { exact: true }).click();
  await visit("printer");
  await addPrinter(page, printer, "A printer with a rather long name that wraps on small phones");
  await visit("supporter");
  await visit("sandbox-checkout", () => page.getByRole("button", { name: "Become a supporter" }).click());
  await visit("authorize", () => page.getByRole("button", { name: "Pay" }).click());
  await saysByThread(page, "laid");
  const session = page.url();
  await visit("complete", async () => {
    await page.getByRole("button", { name: "Authorize" }).click();
    await page.waitForURL(/complete/);
  });
  await visit("done", () => page.goto(session));
  await showsOwnPicture(page, portal);
  await visit("supporter", () => page.goto(`${portal}/appportal/v1/nosupporterperks?appid=devtest`));
  await visit("view", async () => page.goto(`${portal}/view/${await printer.publicId()}`));
  await visit("printer", async () => page.goto(`${portal}/getstarted?printerid=${await printer.publicId()}`));
});

test("an ending snaps the filament and leads somewhere, and the way from page to page needs no script", async ({
  page,
  portal,
}) => {
  const dead = ["/nothing-here", "/appportal/v1?appId=nobody", "/appportal/v1/ended?session=nobody"];
  for (const target of dead) {
    await page.goto(`${portal}${target}`);
    await saysByThread(page, "snapped");
    await expect(page.getByRole("link", { name: "Your account" })).toHaveAttribute("href", "/account");
  }
  await page.goto(`${portal}/`);
  await saysByThread(page, "laid");
});

test("at 200 % text the bar of actions lets go", async ({ page, portal }) => {
  await page.setViewportSize({ width: 320, height: 568 });
  await page.goto(startUrl(portal));
  const end = () => page.locator(".actions").evaluate((bar) => bar.getBoundingClientRect().bottom - innerHeight);
  expect(await end()).toBeLessThanOrEqual(0);
  await page.evaluate(() => (document.documentElement.style.fontSize = "212.5%"));
  expect(await end()).toBeGreaterThan(0);
});

/** How far the last line of a page ends above the bar of actions, once all is scrolled. In px. */
const aboveBar = (page: Page) =>
  page.evaluate(() => {
    scrollTo(0, document.documentElement.scrollHeight);
    const bar = document.querySelector(".actions");
    const hasText = (element: Element) =>
      [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
    const lines = [...document.querySelectorAll("main *")].filter(
      (element) => hasText(element) && !bar?.contains(element) && element.checkVisibility(),
    );
    return (bar?.getBoundingClientRect().top ?? 0) - Math.max(...lines.map((it) => it.getBoundingClientRect().bottom));
  });

test("the bar of actions covers no line at the end of consent, whatever is open there", async ({
  page,
  portal,
  email,
  printer,
}) => {
  await page.setViewportSize({ width: 390, height: 664 });
  await page.goto(startUrl(portal));
  await page.getByRole("button", { name: "Get started" }).click();
  await signIn(page, portal, email);
  await addPrinter(page, printer, "Voron");
  await atStep(page, "supporter");
  expect(await aboveBar(page)).toBeGreaterThanOrEqual(16);
  await becomeSupporter(page);
  await atStep(page, "authorize");
  expect(await aboveBar(page)).toBeGreaterThanOrEqual(16);
  await page.locator("summary", { hasText: "Access lasts" }).click();
  expect(await aboveBar(page)).toBeGreaterThanOrEqual(16);
});
