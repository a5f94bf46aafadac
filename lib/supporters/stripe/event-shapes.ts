import { z } from "zod";

// Read by shape, not by the library's types: an endpoint at Stripe may send events of an older version of its API.
// Every text and every time is bounded, so that whatever is read can be kept: what cannot would be sent again and
// again.

/** Ids, words and the like: of Stripe's making, so never long and never anything but ASCII. */
const word = z.string().regex(/^[\x21-\x7e]{1,255}$/);
const id = z.union([word, z.object({ id: word }).transform((object) => object.id)]);

const YEAR_2200 = 7_258_118_400;
const time = z
  .number()
  .min(0)
  .max(YEAR_2200)
  .transform((seconds) => new Date(seconds * 1000));
const metadata = z.object({ userId: word.optional() }).nullish();

const Item = z.object({
  current_period_start: time.optional(),
  current_period_end: time.optional(),
  price: z.object({ id: word.optional(), recurring: z.object({ interval: z.string() }).nullish() }).nullish(),
});

export const StripeSubscription = z.object({
  id: word,
  customer: id,
  status: word,
  metadata,
  cancel_at_period_end: z.boolean().optional(),
  cancel_at: time.nullish(),
  ended_at: time.nullish(),
  current_period_start: time.optional(),
  current_period_end: time.optional(),
  items: z.object({ data: z.array(Item).max(100) }),
});

const Line = z.object({
  period: z.object({ start: time, end: time }),
  proration: z.boolean().optional(),
  parent: z.object({ subscription_item_details: z.object({ proration: z.boolean().optional() }).nullish() }).nullish(),
  pricing: z.object({ price_details: z.object({ price: id.nullish() }).nullish() }).nullish(),
  price: id.nullish(),
});

export const StripeInvoice = z.object({
  customer: id.nullish(),
  subscription: id.nullish(),
  parent: z.object({ subscription_details: z.object({ subscription: id, metadata }).nullish() }).nullish(),
  subscription_details: z.object({ metadata }).nullish(),
  lines: z.object({ data: z.array(Line).max(1000) }),
});

export const StripeCheckout = z.object({
  id: word,
  mode: z.string().optional(),
  customer: id.nullish(),
  client_reference_id: word.nullish(),
  metadata,
});

/** What every event has. Where it carries something odd, or was made at an odd time, nothing can be read in it. */
export const StripeEventShape = z.object({
  id: word,
  type: word.catch("unreadable"),
  created: time.nullable().catch(null),
  data: z.object({ object: z.unknown() }).catch({ object: undefined }),
});
