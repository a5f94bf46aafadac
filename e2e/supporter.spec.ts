import type { Page } from "@playwright/test";
import { supporters } from "./support/cli";
import { onDatabase } from "./support/database";
import { atStep, reachConsent, signIn } from "./support/journey";
import { fine } from "./support/look";
import { expect, test } from "./support/test";

const NO_PERKS = "/appportal/v1/nosupporterperks?appid=devtest";
const mine = `WHERE "userId" = (SELECT id FROM "User" WHERE email = $1)`;

async function signInAt(page: Page, portal: string, target: string, email: string): Promise<void> {
  await page.goto(`${portal}${target}`);
  await page.getByRole("button", { name: "Sign in" }).click();
  await signIn(page, portal, email);
}

test("the account shows what is paid next; cancelling keeps perks until the end, and can be taken back", async ({
  page,
  portal,
  email,
  printer,
}) => {
  await reachConsent(page, portal, email, printer);
  await page.goto(`${portal}/account`);
  await page.getByRole("link", { name: /^Supporter/ }).click();
  await fine(page, "account-supporter");
  const main = page.locator("main");
  await expect(main).toContainText("Next payment");
  await expect(main).toContainText("$3.99 a month");
  await page.getByRole("button", { name: "Cancel subscription" }).click();
  await expect(main).toContainText("Your perks stay active until");
  await expect(main).not.toContainText("Next payment");
  await fine(page, "account-supporter");
  await page.getByRole("button", { name: "Keep subscription" }).click();
  await expect(main).toContainText("Next payment");
  await page.goto(`${portal}/account/activity`);
  for (const entry of ["Supporter Perks began", "You canceled your subscription", "You kept your subscription"])
    await expect(main).toContainText(entry);
});

test("the perks page tells each account its own state, with one way on", async ({ page, portal, email }) => {
  await signInAt(page, portal, NO_PERKS, email);
  await expect(page.getByRole("heading", { name: "No Supporter Perks yet" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Become a supporter" })).toBeVisible();
  await fine(page, "supporter");

  expect(supporters("grant", email, "--days", "30", "--reason", "a prize")).toContain("has Supporter Perks until");
  await page.reload();
  await expect(page.getByRole("heading", { name: "You have Supporter Perks" })).toBeVisible();
  await expect(page.getByRole("button", { name: /supporter/i })).toHaveCount(0);

  await onDatabase(`UPDATE "Entitlement" SET "endsAt" = now() - interval '1 day' ${mine}`, [email]);
  await page.reload();
  await expect(page.locator("main")).toContainText("They work until");
  await expect(page.getByRole("button", { name: "Become a supporter again" })).toBeVisible();

  expect(supporters("revoke", email)).toContain("was taken back");
  expect(supporters("show", email)).toContain("ended early");
  await page.reload();
  await expect(page.getByRole("heading", { name: "Supporter Perks have ended" })).toBeVisible();
  await fine(page, "supporter");
  await page.getByRole("radio", { name: "$39 a year" }).check();
  await page.getByRole("button", { name: "Become a supporter again" }).click();
  await atStep(page, "sandbox-checkout");
  await expect(page.locator("main")).toContainText("one year");
  await page.getByRole("button", { name: "Decline" }).click();
  await expect(page.locator("main")).toContainText("You weren’t charged");
  await page.getByRole("button", { name: "Become a supporter again" }).click();
  await page.getByRole("button", { name: "Pay" }).click();
  await expect(page).toHaveURL(`${portal}${NO_PERKS}`);
  await expect(page.locator("main")).toContainText("renew automatically");
});

test("the account offers perks to who has none, and says who was given some, and how to come back", async ({
  page,
  portal,
  email,
}) => {
  await signInAt(page, portal, "/account/supporter", email);
  await atStep(page, "account-supporter");
  await expect(page.getByRole("radio", { name: "$3.99 a month" })).toBeChecked();
  await fine(page, "account-supporter");
  supporters("grant", email, "--days", "30");
  await page.reload();
  await expect(page.locator("main")).toContainText("Gift");
  await onDatabase(`UPDATE "Entitlement" SET "endsAt" = now() - interval '10 days' ${mine}`, [email]);
  await page.reload();
  await expect(page.locator("main")).toContainText("your apps are paused");
  await page.getByRole("button", { name: "Become a supporter again" }).click();
  await page.getByRole("button", { name: "Pay" }).click();
  await expect(page).toHaveURL(`${portal}/account/supporter`);
  await expect(page.locator("main")).toContainText("Next payment");
});

test("a checkout that was paid in another tab cannot be paid again", async ({ page, context, portal, email }) => {
  await signInAt(page, portal, "/account/supporter", email);
  await page.getByRole("button", { name: "Become a supporter" }).click();
  await atStep(page, "sandbox-checkout");
  const other = await context.newPage();
  await other.goto(page.url());
  await other.getByRole("button", { name: "Pay" }).click();
  await atStep(other, "account-supporter");
  await page.getByRole("button", { name: "Pay" }).click();
  await atStep(page, "account-supporter");
  expect(await onDatabase(`SELECT source FROM "Entitlement" ${mine}`, [email])).toEqual([{ source: "sandbox" }]);
});
