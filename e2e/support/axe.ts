import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

/** What a theme changes. */
const OF_COLORS = ["color-contrast", "link-in-text-block"];

/**
 * What axe finds on the page as it is: everything in light, and what is a matter of colors in dark.
 * @param without rules that do not apply
 */
export async function axeFinds(page: Page, without: string[] = []): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const axe = new AxeBuilder({ page });
    const asked = colorScheme === "light" ? axe.disableRules(without) : axe.withRules(OF_COLORS);
    for (const { id, nodes } of (await asked.analyze()).violations)
      found.push(`${colorScheme}: ${id} ${nodes.map((node) => node.target).join(" ")}`);
  }
  return found;
}
