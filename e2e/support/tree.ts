import { expect, type Page } from "@playwright/test";

/** What can be operated. */
const CONTROLS = /^(button|link|textbox|checkbox|radio|combobox|switch|slider)$/;
const LINE = /^\s*- ([a-z]+)(?: ("(?:[^"\\]|\\.)*"))?/;

type Control = { role: string; name: string };

/** The controls of a page as those hear them who do not see it, in their order. */
async function controlsOf(page: Page): Promise<Control[]> {
  const tree = await page.locator("body").ariaSnapshot();
  return tree.split("\n").flatMap((line) => {
    const [, role = "", name = '""'] = LINE.exec(line) ?? [];
    return CONTROLS.test(role) ? [{ role, name: JSON.parse(name) as string }] : [];
  });
}

/** Headings whose level leaves one out. */
const skippedLevels = (page: Page) =>
  page.evaluate(() => {
    const shown = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter((one) => one.checkVisibility());
    return shown.flatMap((heading, index) => {
      const [level, before] = [heading, shown[index - 1]].map((one) => Number(one?.tagName[1] ?? 0));
      return level! > before! + 1 ? [`${heading.tagName} ${heading.textContent}`] : [];
    });
  });

/** Texts in which what somebody is called is not apart from the direction of the words around it. */
const notIsolated = (page: Page, names: string[]) =>
  page.evaluate((wanted) => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    while (texts.nextNode()) {
      const { textContent, parentElement } = texts.currentNode;
      if (!parentElement || parentElement.closest("bdi, script, style, template, noscript, option, textarea")) continue;
      if (wanted.some((name) => textContent?.includes(name))) found.push(`${parentElement.tagName} ${textContent}`);
    }
    return found;
  }, names);

/**
 * A page that can be understood without seeing it: one main part with one heading on top, every control with a name of
 * its own, names that people gave kept apart from the direction of the words around them.
 * @param names that people gave, as far as this page says them
 */
export async function understood(page: Page, names: string[]): Promise<void> {
  const where = new URL(page.url()).pathname;
  await expect(page.getByRole("main"), where).toHaveCount(1);
  await expect(page.getByRole("heading", { level: 1 }), where).toHaveCount(1);
  await expect(page.getByRole("main").getByRole("heading", { level: 1 }), where).toHaveText(/\S/);
  expect(await skippedLevels(page), `${where}: headings`).toEqual([]);
  const controls = (await controlsOf(page)).map(({ role, name }) => `${role} "${name}"`);
  const unnamed = controls.filter((one) => one.endsWith(' ""'));
  const repeated = controls.filter((one, index) => controls.indexOf(one) !== index);
  expect({ unnamed, repeated }, `${where}: controls`).toEqual({ unnamed: [], repeated: [] });
  expect(await notIsolated(page, names), `${where}: names without <bdi>`).toEqual([]);
}

/** A slip is said at once, and belongs to the field it is about, where one goes on. */
export async function saysMistake(page: Page, label: string): Promise<void> {
  const alert = page.getByRole("main").getByRole("alert");
  await expect(alert).toHaveText(/\S/);
  const field = page.getByLabel(label, { exact: true });
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(field).toHaveAccessibleDescription(new RegExp((await alert.innerText()).replaceAll(/[^\w ]/g, ".")));
  await expect(field).toBeFocused();
}
