import { expect, type Locator, type Page } from "@playwright/test";
import { countTabStops, lookAtFocus, type Stop } from "./focus";

/** More stops than any page has. */
const MOST_STOPS = 60;

/** @returns what has the focus after a key; undefined when nothing has */
async function after(page: Page, key: string): Promise<Stop | undefined> {
  await page.keyboard.press(key);
  const stop = await lookAtFocus(page);
  expect(stop?.faults ?? [], `${new URL(page.url()).pathname}, ${stop?.name}`).toEqual([]);
  return stop;
}

const isFocused = (target: Locator) => target.evaluate((element) => element === document.activeElement);

/**
 * Goes to something by Tab, forward or back as it lies. Whatever has the focus on the way is seen, and comes in the
 * order of reading.
 */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  const isBehind = await target.evaluate(
    (element) =>
      document.activeElement !== document.body &&
      Boolean(element.compareDocumentPosition(document.activeElement!) & Node.DOCUMENT_POSITION_FOLLOWING),
  );
  for (let stops = 0; !(await isFocused(target)); stops++) {
    expect(stops, `Tab does not lead to ${target}`).toBeLessThan(MOST_STOPS);
    await after(page, isBehind ? "Shift+Tab" : "Tab");
  }
}

/** Goes to something by Tab, and presses it. */
export async function press(page: Page, target: Locator, key: "Enter" | "Space" = "Enter"): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press(key);
}

/** Types into a field that has the focus already, or that Tab leads to, in the place of what stood there. */
export async function typeInto(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(text);
}

/** Walks over a page from its beginning to its end: everything that can be operated is reached, in its order. */
export async function walkByTab(page: Page): Promise<void> {
  const count = await countTabStops(page);
  const there: number[] = [];
  while (there.length < count) there.push((await after(page, "Tab"))?.index ?? -1);
  const inOrder = Array.from({ length: count }, (_, index) => index);
  expect(there, `${new URL(page.url()).pathname}: stops of Tab`).toEqual(inOrder);
}
