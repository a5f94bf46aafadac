import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test, type Page } from "@playwright/test";
import pg from "pg";
import { atStep, signIn } from "./support/journey";
import { laidOut } from "./support/layout";
import { fine } from "./support/look";
import { watch } from "./support/test";
import { randomToken } from "@/lib/random";
import { startTestStripe, type TestStripe } from "@/lib/supporters/stripe/test-stripe";
import { startTestPortal, type TestPortal } from "@/tests/support/portal";

const STRIPE = {
  STRIPE_SECRET_KEY: "sk_test_1",
  STRIPE_WEBHOOK_SECRET: "whsec_test",
  STRIPE_PRICE_MONTHLY: "price_month",
  STRIPE_PRICE_YEARLY: "price_year",
  PRICE_MONTHLY: "$3.99",
  PRICE_YEARLY: "$39",
};

// A portal of its own, with a server that answers as Stripe's API does, and sends no events: whatever becomes known is
// asked for.
test.describe("with a payment provider whose events do not come", () => {
  test.describe.configure({ mode: "serial" });
  let stripe: TestStripe;
  let portal: TestPortal;
  let origin: string;
  const walls: string[] = [];
  test.beforeAll(async () => {
    stripe = await startTestStripe();
    portal = await startTestPortal({ ...STRIPE, STRIPE_API_URL: stripe.url });
    origin = `http://localhost:${portal.port}`;
  });
  test.afterAll(async () => {
    await portal?.stop();
    await stripe?.close();
  });
  test.beforeEach(({ context }) => {
    walls.length = 0;
    stripe.broken = false;
    context.on("page", (page) => watch(page, origin, walls));
  });
  // What the provider's own page does is its own affair.
  test.afterEach(() => expect(walls.filter((wall) => !wall.includes(stripe.url))).toEqual([]));

  async function atCheckout(page: Page): Promise<void> {
    await page.goto(`${origin}/account/supporter`);
    await page.getByRole("button", { name: "Sign in" }).click();
    await signIn(page, origin, `payer-${randomToken(6).toLowerCase().replaceAll(/\d/g, "x")}@example.org`);
    await page.getByRole("radio", { name: "$39 a year" }).check();
    await page.getByRole("button", { name: "Become a supporter" }).click();
    await expect(page.getByRole("link", { name: "Subscribe" })).toBeVisible();
  }

  test("the way to pay and back is open, and the wait ends by itself once the provider is asked", async ({ page }) => {
    await atCheckout(page);
    await page.getByRole("link", { name: "Back" }).click();
    await atStep(page, "account-supporter");
    await expect(page.locator("main")).toContainText("You weren’t charged");
    await page.getByRole("button", { name: "Become a supporter" }).click();
    await page.getByRole("link", { name: "Subscribe" }).click();
    await atStep(page, "payment");
    await fine(page, "payment");
    await expect(page.locator("main")).toContainText("Next payment", { timeout: 25_000 });
    await atStep(page, "account-supporter");
    await page.getByRole("button", { name: "Payment method and invoices" }).click();
    await expect(page).toHaveURL(new RegExp(`^${stripe.url}/manage/`));
  });

  test("a wait that takes long says so, loses nothing, and gives ways on", async ({ page }) => {
    await atCheckout(page);
    await page.getByRole("link", { name: "Subscribe" }).click();
    await atStep(page, "payment");
    stripe.broken = true;
    await onOwnDatabase(`UPDATE "Checkout" SET "returnedAt" = "returnedAt" - interval '121 seconds'`);
    await page.reload();
    await expect(page.getByRole("heading", { name: "Your payment is not confirmed yet" })).toBeVisible();
    await fine(page, "payment");
    await laidOut(page);
    stripe.broken = false;
    await page.getByRole("link", { name: "Check again" }).click();
    await expect(page.locator("main")).toContainText("Next payment", { timeout: 25_000 });
  });

  test("the wait ends by itself without JavaScript as well", async ({ page, context, browser }) => {
    await atCheckout(page);
    const plain = await browser.newContext({ javaScriptEnabled: false, storageState: await context.storageState() });
    const quiet = await plain.newPage();
    await quiet.goto(page.url());
    await quiet.getByRole("link", { name: "Subscribe" }).click();
    await atStep(quiet, "payment");
    await expect(quiet.locator("main")).toContainText("Next payment", { timeout: 30_000 });
    await plain.close();
  });

  async function onOwnDatabase(sql: string): Promise<void> {
    const host = readFileSync(path.join(portal.dataDir, "postgres-socket-folder"), "utf8").trim();
    const client = new pg.Client({
      connectionString: `postgresql://portal@localhost/portal?host=${encodeURIComponent(host)}`,
    });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  }
});
