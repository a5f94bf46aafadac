import type { Page } from "@playwright/test";
import { atStep, startUrl } from "./support/journey";
import { mailedCode } from "./support/mail";
import { expect, test } from "./support/test";

const fullWidth = (text: string) => text.replace(/[0-9A-Z]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));

/** To the field for the code that was mailed. @returns the code */
async function toCode(page: Page, portal: string, email: string): Promise<string> {
  await page.goto(startUrl(portal));
  await page.getByRole("button", { name: "Get started" }).click();
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Send code" }).click();
  await atStep(page, "verify");
  return mailedCode(portal, email);
}

test("a mailed code is taken as a Japanese keyboard types it", async ({ page, portal, email }) => {
  await page.getByLabel("Code", { exact: true }).pressSequentially(fullWidth(await toCode(page, portal, email)));
  await atStep(page, "printer");
});

test("and as it is pasted from a right-to-left mail", async ({ page, portal, email }) => {
  const code = await toCode(page, portal, email);
  await page.getByLabel("Code", { exact: true }).fill(`\u200f\u202b${code.slice(0, 3)}\u00ad–${code.slice(3)}\u202c.`);
  await atStep(page, "printer");
  expect(page.url()).not.toContain("error");
});
