import { seconds } from "@/lib/clock";
import { env } from "@/lib/env";
import { ADDRESS_LIMITS, type AddressLimit, type AddressLimitName } from "@/lib/rate-limits/address-limits";
import type { Counter } from "@/lib/rate-limits/limiter-store";
import { networkOf } from "@/lib/rate-limits/network-of";

/** Counters of a limit of addresses, each with whom it counts. */
export type AddressCounters = Record<"address" | "network" | "all", { counter: Counter; subject: string }>;

/** In evaluation mode one machine plays everybody. */
const widening = () => (env().mode === "evaluation" ? 10 : 1);

/** @param address normalised */
export function addressCounters(name: AddressLimitName, address: string): AddressCounters {
  const { points, network, all, windowMs, flood }: AddressLimit = ADDRESS_LIMITS[name];
  const counting = (suffix: string, most: number): Counter => ({
    name: `${name}${suffix}`,
    points: most * widening(),
    windowMs,
    ...(flood && { flood }),
  });
  return {
    address: { counter: counting("", points), subject: address },
    network: { counter: counting("Network", network), subject: networkOf(address) },
    all: { counter: counting("All", all), subject: "all" },
  };
}

/**
 * For whoever is held back at a provable limit and cannot prove a browser (no scripts): one more for their network now
 * and then, so that they wait seconds and not the window.
 */
export const withoutProof = (name: AddressLimitName, address: string) => ({
  counter: { name: `${name}Unproven`, points: 1, windowMs: seconds(30) },
  subject: networkOf(address),
});
