import type { Description, PaymentFact } from "@/lib/supporters/payment-fact";

/** All that is known of a subscription: the newest description, the newest payment, the newest failure. */
export type SubscriptionRecord = Description & {
  asOf: Date;
  paidAt: Date | null;
  paidUntil: Date | null;
  paymentFailedAt: Date | null;
  unpaidFrom: Date | null;
};

const NEVER = new Date(0);

/** A subscription nothing is known of. Older than anything. */
export const UNKNOWN: SubscriptionRecord = {
  status: "",
  interval: null,
  currentPeriodStart: NEVER,
  currentPeriodEnd: NEVER,
  cancelAtEnd: false,
  endedAt: null,
  asOf: NEVER,
  paidAt: null,
  paidUntil: null,
  paymentFailedAt: null,
  unpaidFrom: null,
};

/**
 * Of two descriptions made in the same second the later word here counts: from beginning to end of a subscription's
 * life.
 */
const LIFE = ["", "incomplete", "trialing", "paused", "past_due", "unpaid", "active", "incomplete_expired", "canceled"];

type Order = (number | string)[];
const orderOf = (description: Description & { asOf: Date }): Order => [
  description.asOf.getTime(),
  LIFE.indexOf(description.status),
  description.currentPeriodEnd.getTime(),
  description.currentPeriodStart.getTime(),
  Number(description.cancelAtEnd),
  description.endedAt?.getTime() ?? 0,
  description.interval ?? "",
  description.status,
];

function isLater(one: Order, other: Order): boolean {
  const at = one.findIndex((value, index) => value !== other[index]);
  return at >= 0 && (one[at] ?? 0) > (other[at] ?? 0);
}

const pairIsLater = (at: Date, about: Date, knownAt: Date | null, knownAbout: Date | null) =>
  isLater([at.getTime(), about.getTime()], [knownAt?.getTime() ?? 0, knownAbout?.getTime() ?? 0]);

/**
 * What is known of a subscription once a fact is told. Pure. Each part keeps the greatest of a total order, so facts
 * may come in any order and any number of times. Facts of the same second are ordered by what they say, never by when
 * they came.
 */
export function mergeFact(
  record: SubscriptionRecord,
  fact: Exclude<PaymentFact, { kind: "joined" }>,
): SubscriptionRecord {
  if (fact.kind === "paid")
    return pairIsLater(fact.at, fact.until, record.paidAt, record.paidUntil)
      ? { ...record, paidAt: fact.at, paidUntil: fact.until }
      : record;
  if (fact.kind === "failed")
    return pairIsLater(fact.at, fact.from, record.paymentFailedAt, record.unpaidFrom)
      ? { ...record, paymentFailedAt: fact.at, unpaidFrom: fact.from }
      : record;
  const { status, interval, currentPeriodStart, currentPeriodEnd, cancelAtEnd, endedAt } = fact;
  const told = { status, interval, currentPeriodStart, currentPeriodEnd, cancelAtEnd, endedAt, asOf: fact.at };
  return isLater(orderOf(told), orderOf(record)) ? { ...record, ...told } : record;
}
