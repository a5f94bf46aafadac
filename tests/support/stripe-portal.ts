import pg from "pg";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { digest } from "@/lib/digest";
import { randomToken } from "@/lib/random";
import { delivery, WEBHOOK_SECRET } from "@/lib/supporters/stripe/test-events";
import { startTestStripe, type TestStripe } from "@/lib/supporters/stripe/test-stripe";
import { newDatabase } from "@/tests/support/new-database";
import { startTestPortal, type Answer, type Ask, type TestPortal } from "@/tests/support/portal";

const FORM = { "Content-Type": "application/x-www-form-urlencoded" };
const JSON_TYPE = { "Content-Type": "application/json; charset=utf-8" };
const STRIPE = {
  STRIPE_SECRET_KEY: "sk_test_canarykey",
  STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
  STRIPE_PRICE_MONTHLY: "price_month",
  STRIPE_PRICE_YEARLY: "price_year",
  PRICE_MONTHLY: "$3.99",
  PRICE_YEARLY: "$39",
};

export type StripePortal = {
  stripe: TestStripe;
  portal: TestPortal;
  database: pg.Client;
  origin: string;
  /** Somebody who is signed in, another one for each test. */
  userId: string;
  cookie: string;
};

/** What Stripe, people and tests do. */
function actionsOn(test: StripePortal) {
  const sql = async <T extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
    (await test.database.query<T>(text, values)).rows;
  const ask = (target: string, options: Ask = {}): Promise<Answer> =>
    test.portal.ask(target, { ...options, headers: { Cookie: test.cookie, ...options.headers } });
  const post = (target: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}) =>
    ask(target, {
      method: "POST",
      headers: { Origin: test.origin, ...FORM, ...headers },
      body: new URLSearchParams(fields).toString(),
    });
  const deliver = async (event: object | string, change?: Parameters<typeof delivery>[1]) => {
    const { headers, body } = delivery(event, change);
    return test.portal.ask("/api/payment/stripe", {
      method: "POST",
      body,
      headers: { ...JSON_TYPE, ...(headers as Record<string, string>) },
    });
  };
  const sessionAt = (location: string | undefined) =>
    [...test.stripe.sessions.values()].find(({ url }) => url === location);
  const pathOf = (address: string | undefined) => (address ?? "").replace(test.origin, "");

  /** A journey of the person that lacks nothing but perks. */
  async function someJourney(): Promise<string> {
    const [id, browser] = [randomToken(32), randomToken(43)];
    test.cookie += `; portal-browser=${browser}`;
    await sql(
      `INSERT INTO "Printer" (id, "publicId", "keyDigest", "ownerId", name, "claimedAt") ` +
        "VALUES ($1, $2, 'x', $3, 'Voron', now())",
      [randomToken(20), randomToken(60).toUpperCase(), test.userId],
    );
    await sql(
      `INSERT INTO "Journey" (id, "browserDigest", goal, "appId", "returnUrl", "userId", email) ` +
        "VALUES ($1, $2, 'app', 'devtest', 'http://127.0.0.1:9/back', $3, 'x@example.org')",
      [id, digest(browser), test.userId],
    );
    return id;
  }

  return { sql, ask, post, deliver, sessionAt, pathOf, someJourney };
}

/** For tests: the built server with a server that answers as Stripe's API does. */
export function setUpStripePortal(): StripePortal & ReturnType<typeof actionsOn> {
  const test = {} as StripePortal;
  const actions = actionsOn(test);
  const { sql } = actions;
  beforeAll(async () => {
    test.stripe = await startTestStripe();
    const databaseUrl = await newDatabase("payment");
    test.portal = await startTestPortal({ ...STRIPE, STRIPE_API_URL: test.stripe.url, DATABASE_URL: databaseUrl });
    test.origin = `http://localhost:${test.portal.port}`;
    test.database = new pg.Client({ connectionString: databaseUrl });
    await test.database.connect();
  }, 120_000);
  afterAll(async () => {
    await test.portal?.stop();
    await test.database?.end();
    await test.stripe?.close();
  });
  beforeEach(async () => {
    test.stripe.broken = false;
    test.userId = randomToken(20);
    const token = randomToken(43);
    await sql(`INSERT INTO "User" (id, email, name, "emailVerified") VALUES ($1, $2, 'Robin', now())`, [
      test.userId,
      `canary-${test.userId.toLowerCase()}@example.org`,
    ]);
    await sql(
      `INSERT INTO "Session" (id, "sessionToken", "userId", expires) VALUES ($1, $2, $3, now() + interval '1 day')`,
      [randomToken(20), digest(token), test.userId],
    );
    test.cookie = `portal-user=${token}`;
  });
  return Object.assign(test, actions);
}
