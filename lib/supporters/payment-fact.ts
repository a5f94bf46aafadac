import type { Interval } from "@/lib/supporters/price";

/**
 * Where a subscription belongs. `userId`: as we wrote it into the checkout; undefined where the provider does not say.
 * `forPerks`: it says of itself that it is for Supporter Perks; false: it may be for something else that is sold there.
 */
type Belonging = { subscriptionId: string; customerId: string; userId: string | undefined; forPerks: boolean };

/** A subscription as the payment provider describes it at one moment. */
export type Description = {
  status: string;
  interval: Interval | null;
  currentPeriodStart: Date;
  currentPeriodEnd: Date;
  cancelAtEnd: boolean;
  endedAt: Date | null;
};

/**
 * Something the payment provider says about money. `at`: when that was, by the provider's clock. Facts may come in any
 * order, late, and more than once; what they add up to is the same.
 */
export type PaymentFact =
  | ({ kind: "described"; at: Date } & Belonging & Description)
  /** The time until `until` is paid for. */
  | ({ kind: "paid"; at: Date; until: Date } & Belonging)
  /** The time from `from` on could not be paid for. */
  | ({ kind: "failed"; at: Date; from: Date } & Belonging)
  /** A checkout was finished, and says that this customer is this account. `checkoutId`: the provider's. */
  | { kind: "joined"; at: Date; checkoutId: string; customerId: string; userId: string };
