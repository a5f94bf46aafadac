import { atStep, startUrl } from "./support/journey";
import { mailedCode } from "./support/mail";
import { expect, test } from "./support/test";

const fullWidth = (text: string) => text.replace(/[0-9A-Z]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));

test("a mailed code is taken as a Japanese keyboard types it", async ({ page, portal, email }) => {
  await page.goto(startUrl(portal));
  await page.getByRole("button", { name: "Get started" }).click();
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Send code" }).click();
  await atStep(page, "verify");
  await page.getByLabel("Code", { exact: true }).pressSequentially(fullWidth(await mailedCode(portal, email)));
  await atStep(page, "profile");
  // The form of a new password says whose it is, for password managers.
  await expect(page.locator('form:has([autocomplete="new-password"]) [autocomplete="username"]')).toHaveValue(email);
});

test("and as it is pasted from a right-to-left mail", async ({ page, portal, email }) => {
  await page.goto(startUrl(portal));
  await page.getByRole("button", { name: "Get started" }).click();
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Send code" }).click();
  await atStep(page, "verify");
  const code = await mailedCode(portal, email);
  await page.getByLabel("Code", { exact: true }).fill(`\u200f\u202b${code.slice(0, 3)}\u00ad–${code.slice(3)}\u202c.`);
  await atStep(page, "profile");
  expect(page.url()).not.toContain("error");
});
