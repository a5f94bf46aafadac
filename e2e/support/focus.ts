import type { JSHandle, Page } from "@playwright/test";
import { contrast } from "@/lib/brand-tones";

/** Something that has the focus. @property index its place among all stops of Tab @property faults what is wrong */
export type Stop = { name: string; index: number; faults: string[] };

/** A ring stands out from what is behind it (WCAG 1.4.11, 2.4.7). */
const LEAST_CONTRAST = 3;

/** What the page tells of the ring around what has the focus. */
type Ring = { color: string; ground: string } | undefined;

/** What can have the focus by Tab, in the order of the document. Of a group of radios one can. */
const tabStops = (page: Page) =>
  page.evaluateHandle(() => {
    type Control = HTMLElement & Partial<Pick<HTMLInputElement, "disabled" | "type" | "name" | "form" | "checked">>;
    const all = document.querySelectorAll<Control>(
      "a[href], button, input:not([type=hidden]), select, textarea, summary",
    );
    const shown = [...all].filter((one) => !one.disabled && one.checkVisibility({ visibilityProperty: true }));
    return shown.filter((one) => {
      if (one.type !== "radio") return true;
      const group = shown.filter(({ type, name, form }) => type === "radio" && name === one.name && form === one.form);
      return one === (group.find(({ checked }) => checked) ?? group[0]);
    });
  });

/** How many times Tab stops on its way over the page. */
export const countTabStops = async (page: Page): Promise<number> =>
  (await tabStops(page)).evaluate((stops) => stops.length);

/** The ring, which may be drawn around the label or the card of a field that is hidden. */
const ringOf = (page: Page) =>
  page.evaluate<Ring>(() => {
    const focused = document.activeElement as HTMLInputElement;
    const around = [focused, ...(focused.labels ?? []), focused.parentElement!];
    const ringed = around.find((one) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(one);
      return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
    });
    if (!ringed) return undefined;
    const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true })!;
    const paint = (color: string) => {
      context.fillStyle = color;
      context.fillRect(0, 0, 1, 1);
      const [r = 0, g = 0, b = 0] = context.getImageData(0, 0, 1, 1).data;
      return `#${[r, g, b].map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
    };
    const behind: string[] = [];
    for (let one = ringed.parentElement; one; one = one.parentElement)
      behind.unshift(getComputedStyle(one).backgroundColor);
    const ground = ["white", ...behind].map(paint).at(-1)!;
    return { color: paint(getComputedStyle(ringed).outlineColor), ground };
  });

/** Where it is: seen as a whole, under nothing, and on no line above what comes before it in the document. */
const placeFaults = (page: Page) =>
  page.evaluate(() => {
    const kept = window as { focusedBefore?: Element };
    const focused = document.activeElement as HTMLInputElement;
    // A field that is hidden is as large as its label or its card.
    const place = focused.matches(".sr-only") ? focused.parentElement! : focused;
    const { left, top, width, height, bottom } = place.getBoundingClientRect();
    const isOutside = bottom > innerHeight + 1 || top < -1;
    const hit = document.elementFromPoint(left + width / 2, top + Math.min(height, 20) / 2);
    const before = kept.focusedBefore?.isConnected ? kept.focusedBefore : undefined;
    const other = before?.getBoundingClientRect();
    const isAfter = before && before.compareDocumentPosition(focused) & Node.DOCUMENT_POSITION_FOLLOWING;
    // In one line the primary button may stand at the end.
    // A list that lies over the page may open above its switch.
    const [list, listBefore] = [focused, before].map((one) => one?.closest("details > form.absolute"));
    const isAbove = other && list === listBefore && (isAfter ? bottom <= other.top : top >= other.bottom);
    kept.focusedBefore = focused;
    return [
      ...(isOutside ? ["outside of what is seen"] : []),
      ...(!isOutside && !place.contains(hit) ? [`covered by ${hit?.tagName}`] : []),
      ...(isAbove ? ["above what comes before it"] : []),
    ];
  });

/** What it is called, and which of the stops it is. */
const nameOf = (page: Page, stops: JSHandle<Element[]>) =>
  page.evaluate((all) => {
    const focused = document.activeElement as HTMLInputElement;
    if (focused === document.body) return undefined;
    const words = focused.getAttribute("aria-label") ?? focused.labels?.[0]?.textContent ?? focused.textContent;
    return { name: `${focused.tagName} ${words?.trim().slice(0, 40)}`, index: all.indexOf(focused) };
  }, stops);

/** Looks at what has the focus. @returns undefined when nothing has */
export async function lookAtFocus(page: Page): Promise<Stop | undefined> {
  const stops = await tabStops(page);
  const [found, ring, faults] = await Promise.all([nameOf(page, stops), ringOf(page), placeFaults(page)]);
  if (found === undefined) return undefined;
  const ratio = ring && contrast(ring.color, ring.ground);
  if (ratio === undefined) faults.push("no ring");
  else if (ratio < LEAST_CONTRAST) faults.push(`a ring of ${ratio.toFixed(2)} to 1`);
  return { ...found, faults };
}
