import { expect, type Page } from "@playwright/test";
import { axeFinds } from "./axe";
import { atStep } from "./journey";

/** Nothing for axe to find, in light and in dark, and no sideways scrolling at 200 % text, the main button in reach. */
export async function fine(page: Page, step: string): Promise<void> {
  await atStep(page, step);
  expect(await axeFinds(page), step).toEqual([]);
  const below = await page.evaluate(() => {
    const [main] = [...document.querySelectorAll("main [data-primary]")].filter((button) => button.checkVisibility());
    return main && main.getBoundingClientRect().bottom > innerHeight ? main.textContent : undefined;
  });
  expect(below, `${step}: the main button is below what is seen at first`).toBeUndefined();
  const beyond = await page.evaluate(() => {
    const root = document.documentElement;
    root.style.fontSize = "200%";
    const isWide = root.scrollWidth > root.clientWidth;
    const wide = [...document.querySelectorAll("main *")].filter(
      (element) => element.getBoundingClientRect().right > root.clientWidth + 1,
    );
    const names = wide.map((element) => `${element.tagName} ${element.textContent.slice(0, 40)}`);
    root.style.fontSize = "";
    return isWide ? names : [];
  });
  expect(beyond, `${step} scrolls sideways at 200 %`).toEqual([]);
}
