import path from "node:path";
import type { Page } from "@playwright/test";

const PHONE = { width: 390, height: 664 };
const SIZES = { phone: PHONE, tablet: { width: 820, height: 1180 } };
const THEMES = ["light", "dark"] as const;

/** Pictures of a screen in both sizes and both themes, in the folder that `E2E_PICTURES` names. */
async function take(page: Page, name: string): Promise<void> {
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      await page.screenshot({
        path: path.join(process.env.E2E_PICTURES ?? "e2e/results/pictures", `${name}-${size}-${theme}.png`),
        fullPage: true,
      });
    }
  }
  await page.setViewportSize(PHONE);
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
  const shot = (name: string) => take(page, name);
  const visit = async (name: string, target: string) => {
    await page.goto(`${portal}${target}`);
    await shot(name);
  };
  return { page, portal, shot, visit };
}
