import { expect, type Page } from "@playwright/test";

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

/** Has the page at hand laid out in longer words and from right to left, on two phones, with nothing cut. */
export async function laidOut(page: Page): Promise<void> {
  const here = page.url();
  const before = page.viewportSize();
  for (const language of LANGUAGES) {
    const there = new URL(here);
    there.searchParams.set("ui_locales", language);
    await page.goto(there.href);
    await expect(page.locator("html")).toHaveAttribute("lang", language);
    await expect(page.locator("html")).toHaveAttribute("dir", language === "qps-plocm" ? "rtl" : "ltr");
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 664 });
      expect(await findCut(page), `${there.pathname} in ${language}, ${width} wide`).toEqual([]);
    }
  }
  if (before) await page.setViewportSize(before);
  await page.goto(here);
}
