import { type Page } from "@playwright/test";
import { atStep, signIn, startUrl } from "./support/journey";
import { fine } from "./support/look";
import { recordSecrets } from "./support/secrets";
import { expect, test } from "./support/test";

const SHOW = { name: /^(Show the code on the printer|Ask again)$/ };

/** Everything that is said at the step, as people read it. What is new on the network is said of any printer. */
const words = async (page: Page) =>
  (await page.locator("main").innerText()).replace(/\s+/g, " ").replace(/A new printer has just[^.]*\.[^.]*\. /, "");

test("a printer that the app named shows its code at each ask, also after the web view was closed", async ({
  page,
  context,
  portal,
  email,
  printer,
}) => {
  const code = await printer.code();
  recordSecrets(`linking:${code}`);
  const start = startUrl(portal, { printerId: await printer.publicId() });
  await page.goto(start);
  await page.getByRole("button", { name: "Get started" }).click();
  await signIn(page, portal, email);
  await atStep(page, "printer");
  await expect(page.getByRole("radio")).toHaveCount(0);
  await expect(page.getByLabel("Linking code")).toBeVisible();
  await fine(page, "printer");

  const ask = async (on: Page) => {
    const before = printer.said("popup").length;
    await on.getByRole("button", SHOW).click();
    await expect(on.getByRole("status")).toContainText("Open it and ask again");
    await expect.poll(() => printer.said("popup").length).toBe(before + 1);
    expect(printer.said("popup").at(-1)?.text).toContain(code);
  };
  await ask(page);
  await fine(page, "printer");
  await ask(page);

  // Entered and left: the web view is closed at the confirmation, and the app begins anew.
  await page.getByLabel("Linking code").fill(code);
  await expect(page.getByRole("heading", { name: "Is this your printer?" })).toBeVisible();
  const anew = await context.newPage();
  await page.close();
  await anew.goto(start);
  await anew.getByRole("button", { name: /^(Get started|Continue)/ }).click();
  await atStep(anew, "printer");
  await ask(anew);
  await anew.getByLabel("Linking code").fill(code);
  await anew.getByLabel("Printer name").fill("Voron in the garage");
  await anew.getByRole("button", { name: "Add printer" }).click();
  await atStep(anew, "supporter");
});

test("the words are the same for a printer that does not exist, and another one can be chosen", async ({
  page,
  portal,
  email,
  printer,
}) => {
  const known = startUrl(portal, { printerId: await printer.publicId() });
  await page.goto(known);
  await page.getByRole("button", { name: "Get started" }).click();
  await signIn(page, portal, email);
  const read = async (url: string) => {
    if (page.url() !== url) await page.goto(url);
    await page.getByRole("button", { name: /^(Get started|Continue)/ }).click();
    await atStep(page, "printer");
    const before = await words(page);
    await page.getByRole("button", SHOW).click();
    await expect(page.getByRole("status")).toBeVisible();
    return [before, await words(page)];
  };
  expect(await read(startUrl(portal, { printerId: "N".repeat(60) }))).toEqual(await read(known));
  await page.getByRole("link", { name: "It’s a different printer" }).click();
  await expect(page.locator("main")).toContainText("/connector.sh");
});
