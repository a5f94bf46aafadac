import { mkdirSync } from "node:fs";
import path from "node:path";
import { reachConsent } from "./support/journey";
import { fine } from "./support/look";
import { expect, test } from "./support/test";

const PHONE = { width: 390, height: 664 };

/** Kept for whoever wants to look. */
const picture = (name: string) => {
  const folder = process.env.E2E_PICTURES ?? path.join("e2e", "results", "door");
  mkdirSync(folder, { recursive: true });
  return { path: path.join(folder, `${name}.png`) };
};

for (const javaScriptEnabled of [true, false])
  test(`the owner opens the printer's own page, JavaScript: ${javaScriptEnabled}, and only they do`, async ({
    browser,
    page: journey,
    portal,
    email,
    printer,
  }) => {
    await reachConsent(journey, portal, email, printer);
    const storageState = await journey.context().storageState();
    const context = await browser.newContext({ viewport: PHONE, javaScriptEnabled, storageState });
    const page = await context.newPage();
    await page.goto(`${portal}/view/${await printer.publicId()}`);
    const open = page.getByRole("button", { name: "Open", exact: true });
    await expect(open).toBeInViewport();
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await open.click();
    if (!javaScriptEnabled) {
      await expect(page.getByRole("heading", { name: "Opening your printer’s page" })).toBeVisible();
      await page.screenshot(picture("opening-without-scripts"));
      await page.getByRole("button", { name: "Open", exact: true }).click();
    }
    await page.waitForURL(/^http:\/\/view-[a-z0-9]{26}\.localhost:\d+\/$/);
    await expect(page.locator("body")).toContainText("virtual printer", { ignoreCase: true });
    const own = page.url();
    expect(asked.join(" ")).not.toMatch(/ticket=|[?#]/);
    const cookies = (await context.cookies()).filter(({ name }) => name === "portal-view");
    expect(cookies).toEqual([
      expect.objectContaining({ domain: new URL(own).hostname, httpOnly: true, sameSite: "Lax", path: "/" }),
    ]);
    const stranger = await browser.newContext();
    const other = await stranger.newPage();
    await other.goto(own);
    await expect(other.getByRole("heading", { name: "Open it from your account" })).toBeVisible();
    await other.getByRole("link", { name: "Sign in" }).click();
    await expect(other.getByRole("heading", { name: "Sign in to see your printer" })).toBeVisible();
    await stranger.close();
    await page.goto(`${portal}/account`);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.goto(own);
    await expect(page.getByRole("heading", { name: "Open it from your account" })).toBeVisible();
    await context.close();
  });

test("the page about a printer and its own page say that it is off", async ({
  browser,
  page: journey,
  portal,
  email,
  printer,
}) => {
  await reachConsent(journey, portal, email, printer);
  const storageState = await journey.context().storageState();
  const context = await browser.newContext({ viewport: PHONE, storageState });
  const page = await context.newPage();
  const view = `${portal}/view/${await printer.publicId()}`;
  await page.goto(view);
  await fine(page, "view");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot(picture(`view-${colorScheme}`));
  }
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await page.waitForURL(/\/\/view-/);
  await page.screenshot(picture("own-page"));
  await page.goBack();
  await expect(page).toHaveURL(view);
  await page.goForward();
  await printer.stop();
  await page.reload();
  await expect(page.getByRole("heading", { name: "Your printer is offline" })).toBeVisible();
  await page.screenshot(picture("own-page-off"));
  await page.goto(view);
  await expect(page.locator("main")).toContainText("You can open its own page when it’s online.");
  await expect(page.getByRole("button", { name: "Open", exact: true })).toHaveCount(0);
  await page.screenshot(picture("view-off"));
  await context.close();
});
