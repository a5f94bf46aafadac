import { db } from "@/lib/db/client";
import { addressCounters } from "@/lib/rate-limits/address-counters";
import { ADDRESS_LIMITS, type AddressLimit, type AddressLimitName } from "@/lib/rate-limits/address-limits";
import { rowKey } from "@/lib/rate-limits/limiter-store";

const PROVABLE = Object.entries<AddressLimit>(ADDRESS_LIMITS)
  .filter(([, { provable }]) => provable)
  .map(([name]) => name as AddressLimitName);

/**
 * By how much an address, its network or all together have used up the limits at which a proof of a browser counts.
 * @returns the largest ratio of used to allowed points; from 1 on the address is held back
 */
export async function overuse(address: string): Promise<number> {
  const counters = PROVABLE.flatMap((name) => Object.values(addressCounters(name, address)));
  const most = new Map(counters.map(({ counter, subject }) => [rowKey(counter, subject), counter.points]));
  // The library's clock, not ours, says which window has passed.
  const rows = await db().rateLimit.findMany({ where: { key: { in: [...most.keys()] }, expire: { gt: new Date() } } });
  return Math.max(0, ...rows.map(({ key, points }) => points / (most.get(key) ?? Infinity)));
}
