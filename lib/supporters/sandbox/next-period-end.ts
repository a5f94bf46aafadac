import type { Interval } from "@/lib/supporters/price";

/** The end of a period that begins now, in UTC; a month that is shorter ends with its last day. Pure. */
export function nextPeriodEnd(start: Date, interval: Interval): Date {
  const months = interval === "year" ? 12 : 1;
  const end = new Date(start);
  end.setUTCMonth(start.getUTCMonth() + months);
  if (end.getUTCDate() !== start.getUTCDate()) end.setUTCDate(0);
  return end;
}
