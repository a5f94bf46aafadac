import { z } from "zod";
import type { PaymentFact } from "@/lib/supporters/payment-fact";

// Read by shape, not by the library's types: an endpoint at Stripe may send events of an older version of its API.
const id = z.union([z.string(), z.object({ id: z.string() }).transform((object) => object.id)]);
const time = z.number().transform((seconds) => new Date(seconds * 1000));
const metadata = z.object({ userId: z.string().max(64).optional() }).nullish();

const Item = z.object({
  current_period_start: time.optional(),
  current_period_end: time.optional(),
  price: z.object({ recurring: z.object({ interval: z.string() }).nullish() }).nullish(),
});

const StripeSubscription = z.object({
  id: z.string(),
  customer: id,
  status: z.string(),
  metadata,
  cancel_at_period_end: z.boolean().optional(),
  cancel_at: time.nullish(),
  ended_at: time.nullish(),
  current_period_start: time.optional(),
  current_period_end: time.optional(),
  items: z.object({ data: z.array(Item) }),
});

const Line = z.object({
  period: z.object({ start: time, end: time }),
  proration: z.boolean().optional(),
  parent: z.object({ subscription_item_details: z.object({ proration: z.boolean().optional() }).nullish() }).nullish(),
});

const StripeInvoice = z.object({
  customer: id.nullish(),
  subscription: id.nullish(),
  parent: z.object({ subscription_details: z.object({ subscription: id, metadata }).nullish() }).nullish(),
  subscription_details: z.object({ metadata }).nullish(),
  lines: z.object({ data: z.array(Line) }),
});

const StripeCheckout = z.object({ mode: z.string().optional(), customer: id.nullish(), client_reference_id: z.string().nullish(), metadata });

const latest = (times: (Date | undefined)[]) => new Date(Math.max(0, ...times.map((at) => at?.getTime() ?? 0)));

/** A subscription of Stripe's API as a fact. @param at when it was described; undefined when it is no subscription */
export function readSubscription(object: unknown, at: Date): PaymentFact | undefined {
  const parsed = StripeSubscription.safeParse(object);
  if (!parsed.success) return undefined;
  const { items, metadata: own, ...subscription } = parsed.data;
  const interval = items.data[0]?.price?.recurring?.interval;
  const currentPeriodEnd = latest([...items.data.map((item) => item.current_period_end), subscription.current_period_end]);
  return {
    kind: "described", at, subscriptionId: subscription.id, customerId: subscription.customer, userId: own?.userId, status: subscription.status,
    interval: interval === "month" || interval === "year" ? interval : null,
    currentPeriodStart: latest([...items.data.map((item) => item.current_period_start), subscription.current_period_start]), currentPeriodEnd,
    cancelAtEnd: subscription.cancel_at_period_end === true || (subscription.cancel_at != null && subscription.cancel_at <= currentPeriodEnd), endedAt: subscription.ended_at ?? null,
  };
}

function readInvoice(object: unknown, at: Date, kind: "paid" | "failed"): PaymentFact | undefined {
  const parsed = StripeInvoice.safeParse(object);
  if (!parsed.success) return undefined;
  const { customer, parent, lines } = parsed.data;
  const subscriptionId = parent?.subscription_details?.subscription ?? parsed.data.subscription;
  // What a change of plan gives back or adds is about times that were paid for before.
  const periods = lines.data.filter((line) => !line.proration && !line.parent?.subscription_item_details?.proration).map((line) => line.period);
  if (!subscriptionId || !customer || periods.length === 0) return undefined;
  const userId = parent?.subscription_details?.metadata?.userId ?? parsed.data.subscription_details?.metadata?.userId;
  const belonging = { subscriptionId, customerId: customer, userId, at };
  return kind === "paid" ? { kind, ...belonging, until: latest(periods.map(({ end }) => end)) } : { kind, ...belonging, from: latest(periods.map(({ start }) => start)) };
}

function readCheckout(object: unknown, at: Date): PaymentFact | undefined {
  const parsed = StripeCheckout.safeParse(object);
  const userId = parsed.data?.client_reference_id ?? parsed.data?.metadata?.userId;
  return parsed.data?.mode === "subscription" && parsed.data.customer && userId ? { kind: "joined", at, customerId: parsed.data.customer, userId } : undefined;
}

/**
 * What an event of Stripe says about money; undefined when it says nothing we need. Pure.
 * @param event its type, when it was made (Unix seconds) and the object it carries
 */
export function readEvent(event: { type: string; created: number; data: { object: unknown } }): PaymentFact | undefined {
  const at = new Date(event.created * 1000);
  const { object } = event.data;
  if (event.type === "checkout.session.completed") return readCheckout(object, at);
  if (event.type === "invoice.paid") return readInvoice(object, at, "paid");
  if (event.type === "invoice.payment_failed") return readInvoice(object, at, "failed");
  return event.type.startsWith("customer.subscription.") ? readSubscription(object, at) : undefined;
}
