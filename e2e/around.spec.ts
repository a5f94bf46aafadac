import { onDatabase } from "./support/database";
import { addPrinter, atStep, completion, reachConsent, signIn, startUrl } from "./support/journey";
import { mailedCode } from "./support/mail";
import { expect, test } from "./support/test";

const COMPLETE = /\/appportal\/v1\/complete\?/;
const sessionOf = (url: string) => new URL(url).searchParams.get("session") ?? "";

test("a journey left for an hour ends with a way to start again, and the app can hear of it", async ({
  page,
  portal,
  email,
  printer,
}) => {
  await reachConsent(page, portal, email, printer);
  const session = sessionOf(page.url());
  await onDatabase(`UPDATE "Journey" SET "lastSeenAt" = now() - interval '61 minutes' WHERE id = $1`, [session]);
  await page.reload();
  await atStep(page, "ended");
  await expect(page.getByRole("link", { name: "Start again" })).toHaveAttribute("href", /appId=devtest/);
  await page.getByRole("button", { name: /Return to/ }).click();
  await page.waitForURL(COMPLETE);
  expect(new URL(page.url()).searchParams.get("error")).toBe("session_expired");
});

test("Authorize on a page that has expired tells the app", async ({ page, portal, email, printer }) => {
  await reachConsent(page, portal, email, printer);
  await onDatabase(`UPDATE "Journey" SET "createdAt" = now() - interval '181 minutes' WHERE id = $1`, [
    sessionOf(page.url()),
  ]);
  await page.getByRole("button", { name: "Authorize" }).click();
  await page.waitForURL(COMPLETE);
  expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ success: "false", error: "session_expired" });
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });
  test("the whole journey works", async ({ page, portal, email, printer }) => {
    await page.goto(startUrl(portal));
    await page.getByRole("button", { name: "Get started" }).click();
    await page.getByLabel("Email", { exact: true }).fill(email);
    await page.getByRole("button", { name: "Send code" }).click();
    await page.getByLabel("Code", { exact: true }).fill(await mailedCode(portal, email));
    await page.getByRole("button", { name: "Verify" }).click();
    await page.getByLabel("Linking code").fill(await printer.code());
    await page.getByRole("button", { name: "Find printer" }).click();
    await page.getByLabel("Printer name").fill("Quiet one");
    await page.getByRole("button", { name: "Add printer" }).click();
    await page.getByRole("button", { name: "Become a supporter" }).click();
    await page.getByRole("button", { name: "Pay" }).click();
    await page.getByRole("button", { name: "Authorize" }).click();
    await page.waitForURL(COMPLETE);
    expect(completion(page.url())).toMatchObject({ success: "true", printername: "Quiet one" });
  });
});

test("back leads nowhere wrong, and after the end to done", async ({ page, portal, email, printer }) => {
  await reachConsent(page, portal, email, printer);
  const session = sessionOf(page.url());
  await page.goBack();
  await expect(page.locator("main[data-step]")).toHaveCount(1);
  await page.goto(`${portal}/appportal/v1/verify?session=${session}`);
  await atStep(page, "authorize");
  await page.getByRole("button", { name: "Authorize" }).click();
  await page.waitForURL(COMPLETE);
  completion(page.url());
  await page.goto(`${portal}/appportal/v1/authorize?session=${session}`);
  await atStep(page, "done");
  await expect(page.getByRole("link", { name: "Start again" })).toBeVisible();
  expect(await page.content()).not.toMatch(/appApiToken|authBearerToken/);
});

test("a double tap on Authorize gives the app one answer that works", async ({ page, portal, email, printer }) => {
  await reachConsent(page, portal, email, printer);
  await page.getByRole("button", { name: "Authorize" }).dblclick();
  await page.waitForURL(COMPLETE);
  const info = await fetch(`${portal}/api/appconnection/info`, {
    headers: { AppToken: completion(page.url()).appApiToken ?? "" },
  });
  expect(info.status).toBe(200);
});

test("two tabs and another app's journey in one browser do not disturb each other", async ({
  page,
  context,
  portal,
  email,
  printer,
}) => {
  await page.goto(startUrl(portal));
  await page.getByRole("button", { name: "Get started" }).click();
  await atStep(page, "account");
  const other = await context.newPage();
  await other.goto(startUrl(portal, { state: "other" }));
  await other.getByRole("button", { name: "Get started" }).click();
  await signIn(other, portal, email);
  await page.reload();
  await atStep(page, "printer");
  await addPrinter(page, printer, "Shared");
  await atStep(page, "supporter");
  await other.reload();
  await atStep(other, "supporter");
});

test("a journey opened in another browser shows only how to start again", async ({
  page,
  browser,
  portal,
  email,
  printer,
}) => {
  await reachConsent(page, portal, email, printer, { state: "private-state" });
  const context = await browser.newContext();
  const foreign = await context.newPage();
  await foreign.goto(page.url());
  await atStep(foreign, "ended");
  await expect(foreign.locator("main")).not.toContainText(email);
  expect(await foreign.content()).not.toContain("private-state");
  await foreign.getByRole("link", { name: "Start again" }).click();
  await atStep(foreign, "welcome");
  await context.close();
});

test("wrong codes get a sentence, a new code kills the old, and nothing typed is lost", async ({
  page,
  portal,
  email,
}) => {
  await page.goto(startUrl(portal));
  await page.getByRole("button", { name: "Get started" }).click();
  await page.getByLabel("Email", { exact: true }).fill("not-an-address@nowhere");
  await page.getByRole("button", { name: "Send code" }).click();
  await expect(page.getByRole("alert").first()).toContainText("Enter an email address like");
  await expect(page.getByLabel("Email", { exact: true })).toHaveValue("not-an-address@nowhere");
  await page.getByLabel("Email", { exact: true }).fill(email);
  await page.getByRole("button", { name: "Send code" }).click();
  const code = await mailedCode(portal, email);
  await page.getByLabel("Code", { exact: true }).fill(String((Number(code) + 1) % 1e6).padStart(6, "0"));
  await expect(page.getByRole("alert").first()).toContainText("code isn’t right");
  await page.getByLabel("Code", { exact: true }).fill(code);
  await atStep(page, "printer");
});

test("a password belongs to the account, and signs in the next time", async ({ page, browser, portal, email }) => {
  await page.goto(startUrl(portal));
  await page.getByRole("button", { name: "Get started" }).click();
  await signIn(page, portal, email);
  await page.goto(`${portal}/account/security/password`);
  await page.getByLabel("New password").fill("short");
  await page.getByRole("button", { name: "Save password" }).click();
  await expect(page.getByRole("alert").first()).toContainText("at least 15");
  await page.getByLabel("New password").fill("my spool is orange today");
  await page.getByRole("button", { name: "Save password" }).click();
  await atStep(page, "account-security");

  const context = await browser.newContext();
  const again = await context.newPage();
  await again.goto(startUrl(portal));
  await again.getByRole("button", { name: "Get started" }).click();
  await again.getByRole("link", { name: "Use a password instead" }).click();
  await again.getByLabel("Email", { exact: true }).fill(email);
  await again.getByLabel("Password").fill("my spool is green today");
  await again.getByRole("button", { name: "Sign in" }).click();
  await expect(again.getByRole("alert").first()).toContainText("is wrong");
  await again.getByLabel("Password").fill("my spool is orange today");
  await again.getByRole("button", { name: "Sign in" }).click();
  await atStep(again, "printer");
  await context.close();
});

test("a new printer on the same network is announced without a reload, and still needs its code", async ({
  page,
  portal,
  email,
  printer,
}) => {
  await page.goto(startUrl(portal));
  await page.getByRole("button", { name: "Get started" }).click();
  await signIn(page, portal, email);
  await printer.next("online");
  await expect(page.locator("main")).toContainText("We can see a new printer on your network");
  await expect(page.locator("main")).not.toContainText(await printer.publicId());
  await page.getByLabel("Linking code").fill("BCDF-GHJK");
  await expect(page.getByRole("alert").first()).toContainText("No printer is showing that code");
});
