import type { Page } from "@playwright/test";
import { addPrinter, atStep, becomeSupporter, signIn, startUrl } from "./support/journey";
import { expect, test } from "./support/test";

const SERVICE = "OctoEverywhere";
/** One title in the document, and what it says. */
async function titled(page: Page, ...parts: string[]): Promise<void> {
  await expect(page).toHaveTitle([...parts, SERVICE].join(" – "));
  await expect(page.locator("title")).toHaveCount(1);
}
/** What the page tells who cannot see the filament. */
const left = (page: Page) => page.getByText(/steps? left|last step/).innerText();

test("each page says in its title what it is about, mistakes first, and where the cursor goes then", async ({
  page,
  portal,
  email,
  printer,
}) => {
  await page.goto(startUrl(portal));
  await titled(page, "Connect Dev Test to your printer");
  await page.getByRole("button", { name: "Get started" }).click();
  await titled(page, "What’s your email?", "Dev Test");
  expect(await left(page)).toBe("4 steps left, with this one.");

  await page.getByLabel("Email", { exact: true }).fill("nobody@nowhere");
  await page.getByRole("button", { name: "Send code" }).click();
  await titled(page, "Error: What’s your email?", "Dev Test");
  await expect(page.getByLabel("Email", { exact: true })).toBeFocused();

  await signIn(page, portal, email);
  await atStep(page, "printer");
  await titled(page, "Add your printer", "Dev Test");
  expect(await left(page)).toBe("3 steps left, with this one.");
  await page.getByLabel("Linking code").fill("BCDF-GHJK");
  await titled(page, "Error: Add your printer", "Dev Test");
  await expect(page.getByLabel("Linking code")).toBeFocused();

  await addPrinter(page, printer, "Voron");
  await atStep(page, "supporter");
  await titled(page, "Let Dev Test use your printer?");
  await page.getByRole("button", { name: "Become a supporter" }).click();
  await page.getByRole("button", { name: "Pay" }).click();
  await atStep(page, "authorize");
  expect(await left(page)).toBe("This is the last step.");
});

test("pages of one app and one printer name them, also where they ask", async ({ page, portal, email, printer }) => {
  await page.goto(startUrl(portal));
  await page.getByRole("button", { name: "Get started" }).click();
  await signIn(page, portal, email);
  await addPrinter(page, printer, "Voron");
  await becomeSupporter(page);
  await page.getByRole("button", { name: "Authorize" }).click();
  await atStep(page, "complete");

  await page.goto(`${portal}/account/apps`);
  await page.getByRole("link", { name: /^Voron/ }).click();
  await atStep(page, "account-app");
  await titled(page, "Dev Test, Voron");
  await page.goto(`${portal}/account/printers`);
  await page
    .getByRole("link", { name: /^Voron/ })
    .first()
    .click();
  await atStep(page, "account-printer");
  await titled(page, "Voron");
  await page.getByRole("link", { name: /Remove this printer/ }).click();
  await atStep(page, "account-printer-remove");
  await titled(page, "Remove Voron?");
});

test("pages around the journey have a title of their own, too", async ({ page, portal }) => {
  const titles = new Set<string>();
  const paths = ["/", "/setup", "/getstarted", "/nothing-here", "/appportal/v1/nosupporterperks"];
  for (const path of [...paths, "/appportal/v1?appId=nobody", "/appportal/v1/ended"]) {
    await page.goto(`${portal}${path}`);
    await expect(page.locator("title")).toHaveCount(1);
    titles.add(await page.title());
  }
  expect(titles.size).toBe(paths.length + 2);
  expect([...titles].filter((title) => !title.endsWith(` – ${SERVICE}`))).toEqual([]);
});
