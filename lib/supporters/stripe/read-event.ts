import type { z } from "zod";
import type { PaymentFact } from "@/lib/supporters/payment-fact";
import {
  StripeCheckout,
  StripeInvoice,
  StripeSubscription,
  type StripeEventShape,
} from "@/lib/supporters/stripe/event-shapes";

const latest = (times: (Date | undefined)[]) => new Date(Math.max(0, ...times.map((at) => at?.getTime() ?? 0)));

/** Ids of prices at Stripe. */
export type Prices = readonly (string | undefined)[];

/**
 * A subscription of Stripe's API as a fact. It is for perks when it is at a price of ours, or names an account: only
 * our checkout writes that, so a subscription at a price that we had before goes on.
 * @param at when it was described @param prices ids of ours @returns undefined when it is no subscription
 */
export function readSubscription(object: unknown, at: Date, prices: Prices): PaymentFact | undefined {
  const parsed = StripeSubscription.safeParse(object);
  if (!parsed.success) return undefined;
  const { items, metadata: own, ...subscription } = parsed.data;
  const interval = items.data[0]?.price?.recurring?.interval;
  const currentPeriodEnd = latest([
    ...items.data.map((item) => item.current_period_end),
    subscription.current_period_end,
  ]);
  return {
    kind: "described",
    at,
    subscriptionId: subscription.id,
    customerId: subscription.customer,
    userId: own?.userId,
    forPerks:
      own?.userId !== undefined || items.data.some(({ price }) => price?.id !== undefined && prices.includes(price.id)),
    status: subscription.status,
    interval: interval === "month" || interval === "year" ? interval : null,
    currentPeriodStart: latest([
      ...items.data.map((item) => item.current_period_start),
      subscription.current_period_start,
    ]),
    currentPeriodEnd,
    cancelAtEnd:
      subscription.cancel_at_period_end === true ||
      (subscription.cancel_at != null && subscription.cancel_at <= currentPeriodEnd),
    endedAt: subscription.ended_at ?? null,
  };
}

function readInvoice(object: unknown, at: Date, kind: "paid" | "failed", prices: Prices): PaymentFact | undefined {
  const parsed = StripeInvoice.safeParse(object);
  if (!parsed.success) return undefined;
  const { customer, parent, lines } = parsed.data;
  const subscriptionId = parent?.subscription_details?.subscription ?? parsed.data.subscription;
  // What a change of plan gives back or adds is about times that were paid for before.
  const whole = lines.data.filter((line) => !line.proration && !line.parent?.subscription_item_details?.proration);
  // Beside a line at a price of ours, others are about something else.
  const ours = whole.filter((line) => prices.includes(line.pricing?.price_details?.price ?? line.price ?? ""));
  const periods = (ours.length > 0 ? ours : whole).map((line) => line.period);
  if (!subscriptionId || !customer || periods.length === 0) return undefined;
  const userId = parent?.subscription_details?.metadata?.userId ?? parsed.data.subscription_details?.metadata?.userId;
  const belonging = {
    subscriptionId,
    customerId: customer,
    userId,
    forPerks: userId !== undefined || ours.length > 0,
    at,
  };
  return kind === "paid"
    ? { kind, ...belonging, until: latest(periods.map(({ end }) => end)) }
    : { kind, ...belonging, from: latest(periods.map(({ start }) => start)) };
}

function readCheckout(object: unknown, at: Date): PaymentFact | undefined {
  const parsed = StripeCheckout.safeParse(object);
  const userId = parsed.data?.client_reference_id ?? parsed.data?.metadata?.userId;
  return parsed.data?.mode === "subscription" && parsed.data.customer && userId
    ? { kind: "joined", at, checkoutId: parsed.data.id, customerId: parsed.data.customer, userId }
    : undefined;
}

/**
 * What an event of Stripe says about money; undefined when it says nothing we need, or nothing we can read. Pure.
 * @param prices ids of our prices at Stripe
 */
export function readEvent(
  { type, created: at, data: { object } }: z.infer<typeof StripeEventShape>,
  prices: Prices,
): PaymentFact | undefined {
  if (!at) return undefined;
  if (type === "checkout.session.completed") return readCheckout(object, at);
  if (type === "invoice.paid") return readInvoice(object, at, "paid", prices);
  if (type === "invoice.payment_failed") return readInvoice(object, at, "failed", prices);
  return type.startsWith("customer.subscription.") ? readSubscription(object, at, prices) : undefined;
}
