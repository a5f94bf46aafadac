import { env } from "@/lib/env";

/** How often a subscription is paid. */
export type Interval = "month" | "year";

/** One way to pay for Supporter Perks, with its price as people read it. */
export type Offer = { interval: Interval; price: string };

/** The ways to pay that this portal has, the monthly one first. */
export function offers(): Offer[] {
  const { month, year } = env().payments.priceTexts;
  return [{ interval: "month", price: month }, ...(year ? [{ interval: "year" as const, price: year }] : [])];
}

/** The interval that was posted; the monthly one when it is not on offer. */
export function chosenInterval(posted: string): Interval {
  return offers().find(({ interval }) => interval === posted)?.interval ?? "month";
}
