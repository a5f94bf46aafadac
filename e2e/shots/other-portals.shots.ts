import { readFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { atStep, signIn } from "../support/journey";
import { begin, enterAccount, openCamera, refused, test, type Camera } from "../support/pictures";
import { startTestStripe } from "@/lib/supporters/stripe/test-stripe";
import { startTestOidc } from "@/tests/support/oidc";
import { freePort, startTestPortal } from "@/tests/support/portal";

const PAGES = {
  SUPPORT_URL: "https://example.org/help",
  TERMS_URL: "https://example.org/terms",
  PRIVACY_URL: "https://example.org/privacy",
  IMPRINT_URL: "https://example.org/imprint",
};

test("pictures of identity providers, and of an operator's own pages", async ({ page, browser }) => {
  const port = await freePort();
  const home = `http://localhost:${port}`;
  const oidc = await startTestOidc(home);
  const own = { APPLE_CLIENT_ID: "apple-id", APPLE_CLIENT_SECRET: "apple-secret" };
  const portal = await startTestPortal({ PORT: String(port), ...oidc.settings, ...own, ...PAGES });
  const email = "robin@example.org";
  oidc.people.set("robin", { email, email_verified: true });
  const logIn = async (camera: Camera) => {
    await camera.page.getByRole("button", { name: "Home Login" }).click();
    await camera.page.getByLabel("Person").fill("robin");
    await camera.page.getByRole("button", { name: "Log in" }).click();
  };
  try {
    const camera = await openCamera(page, home);
    await camera.visit("94-mailbox-empty", "/dev/mail");
    await camera.visit("14-welcome-with-links", "/appportal/v1?appId=devtest");
    await begin(camera);
    await camera.shot("20-account-providers");
    await signIn(page, home, email);
    const other = await openCamera(await (await browser.newContext()).newPage(), home);
    await begin(other);
    await logIn(other);
    await refused(other);
    await other.shot("21-account-not-linked");
    await page.goto(`${home}/account/security`);
    await logIn(camera);
    await page.getByRole("status").first().waitFor();
    await camera.shot("87-security-linked");
    await other.page.context().close();
  } finally {
    await portal.stop();
    await oidc.stop();
  }
});

/** Runs a statement on a portal's own database. */
async function onOwnDatabase(dataDir: string, sql: string): Promise<void> {
  const host = readFileSync(path.join(dataDir, "postgres-socket-folder"), "utf8").trim();
  const client = new pg.Client({
    connectionString: `postgresql://portal@localhost/portal?host=${encodeURIComponent(host)}`,
  });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

test("pictures of a payment that is awaited", async ({ page }) => {
  const stripe = await startTestStripe();
  const portal = await startTestPortal({
    STRIPE_SECRET_KEY: "sk_test_1",
    STRIPE_WEBHOOK_SECRET: "whsec_test",
    STRIPE_PRICE_MONTHLY: "price_month",
    STRIPE_PRICE_YEARLY: "price_year",
    PRICE_MONTHLY: "$3.99",
    PRICE_YEARLY: "$39",
    STRIPE_API_URL: stripe.url,
  });
  try {
    const camera = await openCamera(page, `http://localhost:${portal.port}`);
    await enterAccount(camera, "robin@example.org");
    await page.goto(`${camera.portal}/account/supporter`);
    await page.getByRole("button", { name: "Become a supporter" }).click();
    await page.getByRole("link", { name: "Subscribe" }).waitFor();
    stripe.broken = true;
    await page.getByRole("link", { name: "Subscribe" }).click();
    await atStep(page, "payment");
    await camera.shot("55-payment");
    await onOwnDatabase(portal.dataDir, `UPDATE "Checkout" SET "returnedAt" = "returnedAt" - interval '121 seconds'`);
    await page.reload();
    await camera.shot("55-payment-long");
    stripe.broken = false;
    await page.getByRole("link", { name: "Check again" }).click();
    await page.getByText("Next payment").waitFor({ timeout: 25_000 });
    await camera.shot("84-plan-stripe");
  } finally {
    await portal.stop();
    await stripe.close();
  }
});
