import { expect, type Page } from "@playwright/test";
import { axeFinds } from "./axe";

/** Longer words, the same from right to left, and a language that has them. */
const LANGUAGES = ["qps-ploc", "qps-plocm", "de"];
const WIDTHS = [390, 320];

/** What is cut off or sticks out on the page as it is. */
const findCut = (page: Page) =>
  page.evaluate(() => {
    const root = document.documentElement;
    const isRead = (element: Element) =>
      element.checkVisibility() &&
      !element.closest("svg, [aria-hidden='true'], .sr-only, input, textarea, select, script, style");
    const cut = [...document.querySelectorAll<HTMLElement>("body *")].filter((element) => {
      if (!isRead(element)) return false;
      const { display, overflowX, overflowY } = getComputedStyle(element);
      if (display.startsWith("inline") && display !== "inline-flex" && display !== "inline-block") return false;
      // The bar of actions reaches to the edges of the screen, past the place of what it stands in.
      const holdsBar = element.matches(":has(> .actions), :has(> form > .actions)");
      const isWide = !holdsBar && element.scrollWidth > element.clientWidth + 1 && !/auto|scroll/.test(overflowX);
      const isHigh = element.scrollHeight > element.clientHeight + 1 && /hidden|clip/.test(overflowY);
      return isWide || isHigh;
    });
    const said = cut.map((element) => `${element.tagName} ${element.textContent.trim().slice(0, 60)}`);
    return root.scrollWidth > root.clientWidth ? ["the page scrolls sideways", ...said] : said;
  });

/**
 * Has a page laid out in longer words and from right to left, on two phones: nothing is cut, and axe finds nothing.
 * @param address of a page that can be asked for again; it stays in the last of the languages
 */
export async function layOut(page: Page, address: string): Promise<void> {
  const before = page.viewportSize();
  for (const tag of LANGUAGES) {
    const there = new URL(address);
    there.searchParams.set("ui_locales", tag);
    await page.goto(there.href);
    const root = page.locator("html");
    await expect(root, `${there.pathname} in ${tag}`).toHaveAttribute("lang", tag);
    await expect(root).toHaveAttribute("dir", tag === "qps-plocm" ? "rtl" : "ltr");
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 664 });
      expect(await findCut(page), `${there.pathname} in ${tag}, ${width} wide`).toEqual([]);
    }
    // Where both changes come together; `fine` looks at the page as it is. Axe knows languages that somebody speaks.
    if (tag !== "qps-plocm") continue;
    expect(await axeFinds(page, ["html-lang-valid"]), `${there.pathname} in ${tag}`).toEqual([]);
  }
  if (before) await page.setViewportSize(before);
}

/** The same with the page at hand, which is then shown as it was. */
export async function laidOut(page: Page): Promise<void> {
  const here = page.url();
  await layOut(page, here);
  await page.goto(here);
}
