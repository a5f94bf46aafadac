import path from "node:path";
import type { Locator, Page } from "@playwright/test";
import { signIn, startUrl } from "./journey";
import { test as base } from "./test";

/** What an in-app browser leaves of a phone. */
const PHONE = { width: 390, height: 664 };
const SIZES = { phone: PHONE, tablet: { width: 820, height: 1180 } };
const THEMES = ["light", "dark"] as const;

/** A page that is higher, such as a mailbox of all areas' mails, is more than Chromium draws in time. */
const HIGHEST = 8000;

const heightOf = (page: Page) => page.evaluate(() => document.documentElement.scrollHeight);

/**
 * Pictures of a screen as it is seen at first, in both sizes and both themes, and of the whole of it where it is higher
 * than a phone, in the folder that `E2E_PICTURES` names.
 */
async function take(page: Page, name: string): Promise<void> {
  const save = (kind: string, fullPage = false) =>
    page.screenshot({
      path: path.join(process.env.E2E_PICTURES ?? "e2e/results/pictures", `${name}-${kind}.png`),
      fullPage,
    });
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      await save(`${size}-${theme}`, size === "tablet" && (await heightOf(page)) <= HIGHEST);
    }
  }
  await page.setViewportSize(PHONE);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  const height = await heightOf(page);
  if (height > PHONE.height + 1 && height <= HIGHEST) await save("phone-whole", true);
}

/** Somebody who walks through the portal and takes pictures of it. */
export type Camera = {
  page: Page;
  portal: string;
  shot(name: string): Promise<void>;
  /** Opens an address of the portal and takes its picture. */
  visit(name: string, target: string): Promise<void>;
};

/** @param portal its origin */
export async function openCamera(page: Page, portal: string): Promise<Camera> {
  await page.setViewportSize(PHONE);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  const shot = (name: string) => take(page, name);
  const visit = async (name: string, target: string) => {
    await page.goto(`${portal}${target}`);
    await shot(name);
  };
  return { page, portal, shot, visit };
}

/** Not a test: each takes the pictures of one area, with people of its own (`npm run pictures`). */
export const test = base.extend<{ camera: Camera }>({
  // Portals beside the one of the journeys are asked, too.
  walls: async ({}, provide) => provide([]),
  camera: async ({ page, portal }, provide) => provide(await openCamera(page, portal)),
});

/**
 * Presses something by script: Chromium asks whether it may open an app, and keeps taps from the window until that is
 * answered.
 */
export const press = (place: Locator): Promise<void> => place.first().evaluate((shown: HTMLElement) => shown.click());

/** Begins a journey of an app, up to the question who it is. */
export async function begin({ page, portal }: Camera, query?: Record<string, string>): Promise<void> {
  await page.goto(startUrl(portal, query));
  await press(page.getByRole("button", { name: /^(Get started|Continue)/ }));
  // Else whatever is opened next would meet a page that is on its way.
  await page.locator('main:not([data-step="welcome"])').waitFor();
}

/** Signs in to the account. */
export async function enterAccount({ page, portal }: Pick<Camera, "page" | "portal">, email: string): Promise<void> {
  await page.goto(`${portal}/account`);
  await page.getByRole("button", { name: "Sign in" }).click();
  await signIn(page, portal, email);
}

/** Waits for what a mistake leads to. */
export const refused = ({ page }: Camera) => page.getByRole("alert").first().waitFor();
