import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { env } from "@/lib/env";
import { stripeClient } from "@/lib/supporters/stripe/stripe-client";
import { stripeProvider } from "@/lib/supporters/stripe/stripe-provider";
import { withStripe } from "@/lib/supporters/stripe/test-events";
import { freePort } from "@/tests/support/portal";
import { prepareStripeMock } from "@/tests/support/stripe-mock.mjs";

// Stripe's own mock checks every call against Stripe's published description of its API. It keeps nothing and answers
// with samples, so this shows that our calls are understood; what they lead to is shown elsewhere. `npm test` builds
// it, or says that this did not run.
const PROGRAM = process.env.TEST_STRIPE_MOCK ?? prepared();

function prepared(): string {
  const mock = prepareStripeMock();
  if ("missing" in mock) throw new Error(`Stripe's API cannot be tried, since ${mock.missing}.`);
  return mock.program;
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

describe("calls of Stripe's API", () => {
  let mock: ChildProcess;
  let url: string;
  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    mock = spawn(PROGRAM, ["-http-addr", `127.0.0.1:${port}`], { stdio: "ignore" });
    const failed = once(mock, "error").then(([error]) => {
      throw error;
    });
    while (!(await Promise.race([answers(url), failed]))) await new Promise((resolve) => setTimeout(resolve, 50));
    withStripe(url);
  });
  afterAll(async () => {
    mock.kill();
    await once(mock, "exit");
  });
  const provider = () => {
    const client = stripeClient();
    const { stripe } = env().payments;
    if (!client || !stripe) throw new Error("Stripe is not configured.");
    return stripeProvider(client, stripe);
  };

  it.each<[string, () => Promise<{ ok: boolean }>]>([
    ["makes a customer", () => provider().makeCustomer({ userId: "user1", email: "somebody@example.org" })],
    ["changes the address of a customer", () => provider().renameCustomer("cus_1", "new@example.org")],
    [
      "opens a checkout by the month",
      () =>
        provider().openCheckout({
          id: "a".repeat(32),
          userId: "user1",
          customerId: "cus_1",
          interval: "month",
          paidUrl: "https://portal.example/paid",
          cancelUrl: "https://portal.example/not",
        }),
    ],
    [
      "opens a checkout by the year",
      () =>
        provider().openCheckout({
          id: "b".repeat(32),
          userId: "user1",
          customerId: "cus_1",
          interval: "year",
          paidUrl: "https://portal.example/paid",
          cancelUrl: "https://portal.example/not",
        }),
    ],
    ["asks for a checkout with its subscription", () => provider().readCheckout("cs_1")],
    ["closes a checkout", () => provider().closeCheckout("cs_1")],
    ["lists subscriptions", () => provider().readSubscriptions("cus_1")],
    ["cancels at the end of the period", () => provider().setRenewal("sub_1", false)],
    ["lets a subscription go on after all", () => provider().setRenewal("sub_1", true)],
    [
      "opens the customer portal",
      async () => (await provider().manageUrl?.("cus_1", "https://portal.example/account/supporter")) ?? { ok: false },
    ],
    ["cancels now and deletes a customer", () => provider().forgetCustomer("cus_1")],
  ])("%s", async (_, call) => {
    expect(await call()).toMatchObject({ ok: true });
  });

  it("reads a subscription in the shape that Stripe publishes", async () => {
    const listed = await provider().readSubscriptions("cus_1");
    if (!listed.ok) throw new Error(listed.error);
    expect(listed.facts).toHaveLength(1);
    expect(listed.facts[0]).toMatchObject({
      kind: "described",
      subscriptionId: expect.stringMatching(/^sub_/),
      customerId: expect.stringMatching(/^cus_/),
      status: expect.any(String),
    });
    const [fact] = listed.facts;
    expect(fact?.kind === "described" && fact.currentPeriodEnd.getTime()).toBeGreaterThan(0);
  });

  it("is refused by the mock when a call is wrong, so that the above means something", async () => {
    const client = stripeClient();
    await expect(
      client?.checkout.sessions.create({
        mode: "subscription",
        line_items: [{ price: "price_1", quantity: 1 }],
        no_such_field: true,
      } as never),
    ).rejects.toMatchObject({ statusCode: 400 });
  });
});
