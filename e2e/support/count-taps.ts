import type { Locator, Page } from "@playwright/test";

/** How a person gets through the pages by their thumb: every tap and every typed character counts. */
export type Thumb = {
  taps: number;
  characters: number;
  tap(target: Locator): Promise<void>;
  /** Into the field that has the focus already, as a page that opens with it lets one; else it takes a tap. */
  type(target: Locator, text: string): Promise<void>;
  /** A part of what is typed that is the person's own and of any length, such as their address. */
  typeOwn(target: Locator, text: string): Promise<void>;
};

export function countTaps(page: Page): Thumb {
  const thumb: Thumb = {
    taps: 0,
    characters: 0,
    async tap(target) {
      thumb.taps++;
      await target.click();
    },
    async type(target, text) {
      thumb.characters += text.length;
      await thumb.typeOwn(target, text);
    },
    async typeOwn(target, text) {
      await target.waitFor();
      const isFocused = await target.evaluate((field) => field === document.activeElement);
      if (!isFocused) await thumb.tap(target);
      await page.keyboard.type(text);
    },
  };
  return thumb;
}
