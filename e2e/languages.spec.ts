import { atStep, startUrl } from "./support/journey";
import { waitForMail } from "./support/mail";
import { expect, test } from "./support/test";

test("an app's language leads through steps and mails; the person's own choice counts more, and stays", async ({
  page,
  portal,
  email,
}) => {
  const root = page.locator("html");
  await page.goto(startUrl(portal, { ui_locales: "de-AT fr" }));
  await page.getByRole("button", { name: "Los geht’s" }).click();
  await expect(root).toHaveAttribute("lang", "de");
  await page.getByLabel("E-Mail", { exact: true }).fill(email);
  await page.getByRole("button", { name: "Code senden" }).click();
  await atStep(page, "verify");
  await expect(root).toHaveAttribute("lang", "de");
  await waitForMail(portal, email, /^\d{6} ist dein Code/);

  const here = page.url();
  await page.locator("summary", { hasText: "Deutsch" }).click();
  await page.getByRole("button", { name: "English" }).click();
  await atStep(page, "verify");
  expect(page.url()).toBe(here);
  await expect(root).toHaveAttribute("lang", "en");
  await page.goto(startUrl(portal, { ui_locales: "de" }));
  await expect(page.getByRole("button", { name: "Get started" })).toBeVisible();
});
