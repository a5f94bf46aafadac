import Stripe from "stripe";
import { now } from "@/lib/clock";
import { overrideEnv, env } from "@/lib/env";
import type { ApiCall } from "@/lib/http/api-call";
import { randomToken } from "@/lib/random";

/** For tests: signs what is said to be Stripe's. */
export const WEBHOOK_SECRET = "whsec_test_of_the_portal";

/** For tests: a portal with Stripe. @param apiUrl where its API is spoken */
export function withStripe(apiUrl?: string): void {
  const stripe = {
    secretKey: "sk_test_123",
    webhookSecret: WEBHOOK_SECRET,
    prices: { month: "price_month", year: "price_year" },
    apiUrl,
  };
  overrideEnv({ payments: { ...env().payments, stripe, priceTexts: { month: "$3.99", year: "$39" } } });
}

export const unix = (time: Date) => Math.floor(time.getTime() / 1000);

export type Told = {
  status?: string;
  at: Date;
  start?: Date;
  end?: Date;
  cancelAtEnd?: boolean;
  endedAt?: Date | null;
  interval?: string;
  price?: string;
};
/** @property sessionId of the checkout at Stripe */
type Whose = { subscriptionId: string; customerId: string; userId?: string | undefined; sessionId?: string };
export type StripeEvent = { id: string; object: "event"; type: string; created: number; data: { object: object } };

const event = (type: string, at: Date, object: object): StripeEvent => ({
  id: `evt_${randomToken(16)}`,
  object: "event",
  type,
  created: unix(at),
  data: { object },
});
const metadata = ({ userId }: Whose) => (userId ? { userId } : {});

/** A subscription in the shape of Stripe's API. */
export function subscriptionObject(
  whose: Whose,
  {
    status = "active",
    start,
    end,
    at,
    cancelAtEnd = false,
    endedAt = null,
    interval = "month",
    price = "price_month",
  }: Told,
) {
  const period = {
    current_period_start: unix(start ?? at),
    current_period_end: unix(end ?? new Date(at.getTime() + 30 * 86_400_000)),
  };
  return {
    id: whose.subscriptionId,
    object: "subscription",
    customer: whose.customerId,
    status,
    cancel_at_period_end: cancelAtEnd,
    cancel_at: null,
    ended_at: endedAt ? unix(endedAt) : null,
    metadata: metadata(whose),
    items: {
      object: "list",
      data: [
        {
          id: "si_1",
          object: "subscription_item",
          ...period,
          price: { id: price, object: "price", recurring: { interval } },
        },
      ],
    },
  };
}

export const subscriptionEvent = (type: "created" | "updated" | "deleted", whose: Whose, told: Told) =>
  event(`customer.subscription.${type}`, told.at, subscriptionObject(whose, told));

const invoice = (whose: Whose, start: Date, end: Date, price = "price_month") => ({
  id: "in_1",
  object: "invoice",
  customer: whose.customerId,
  customer_email: "canary-payer@example.org",
  parent: {
    type: "subscription_details",
    subscription_details: { subscription: whose.subscriptionId, metadata: metadata(whose) },
  },
  lines: {
    object: "list",
    data: [
      {
        id: "il_1",
        object: "line_item",
        period: { start: unix(start), end: unix(end) },
        parent: { type: "subscription_item_details", subscription_item_details: { proration: false } },
        pricing: { type: "price_details", price_details: { price, product: "prod_1" } },
      },
    ],
  },
});

export const paidEvent = (whose: Whose, at: Date, start: Date, end: Date, price?: string) =>
  event("invoice.paid", at, invoice(whose, start, end, price));
export const failedEvent = (whose: Whose, at: Date, start: Date, end: Date) =>
  event("invoice.payment_failed", at, invoice(whose, start, end));
export const checkoutEvent = (whose: Whose, at: Date) =>
  event("checkout.session.completed", at, {
    id: whose.sessionId ?? "cs_1",
    object: "checkout.session",
    mode: "subscription",
    customer: whose.customerId,
    subscription: whose.subscriptionId,
    client_reference_id: whose.userId ?? null,
    customer_details: { email: "canary-payer@example.org" },
  });

/**
 * The call in which Stripe delivers an event, signed now by the library's own means.
 * @param change what is wrong with it
 */
export function delivery(
  body: object | string,
  change: { secret?: string; signedAt?: Date; header?: string | undefined; sent?: string } = {},
): ApiCall {
  const payload = typeof body === "string" ? body : JSON.stringify(body);
  const header =
    "header" in change
      ? change.header
      : new Stripe("sk_test_123").webhooks.generateTestHeaderString({
          payload,
          secret: change.secret ?? WEBHOOK_SECRET,
          timestamp: unix(change.signedAt ?? now()),
        });
  return {
    method: "POST",
    path: "/api/payment/stripe",
    query: new URLSearchParams(),
    headers: header === undefined ? {} : { "stripe-signature": header },
    body: Buffer.from(change.sent ?? payload),
    address: "203.0.113.9",
    relayLabel: undefined,
  };
}
