import { env } from "@/lib/env";
import { log } from "@/lib/observability/log";
import { networkOf } from "@/lib/rate-limits/network-of";

export type Places = {
  /** @returns what gives the place back (may be called more than once), or undefined when there is none left */
  enter(address: string): (() => void) | undefined;
};

/**
 * In evaluation mode one machine plays everybody: an address and its network have ten times as many places, as for rate
 * limits.
 */
export const widened = (places: number): number => (env().mode === "evaluation" ? places * 10 : places);

/** How many are here, by whom. */
export class Counts {
  private readonly counts = new Map<string, number>();

  of(whom: string): number {
    return this.counts.get(whom) ?? 0;
  }

  add(whom: string, change: 1 | -1): void {
    const count = this.of(whom) + change;
    if (count > 0) this.counts.set(whom, count);
    else this.counts.delete(whom);
  }
}

/**
 * Counts who is here: for each address, for its network (/24, /48), and all together. When all together are too many,
 * an operator reads it, and a network has no more places than an address has: whoever is alone still gets one.
 */
export function connectionLimiter(limits: { perAddress: number; perNetwork: number; inAll: number }): Places {
  const [addresses, networks] = [new Counts(), new Counts()];
  let inAll = 0;
  let hasWarned = false;
  const mostOfNetwork = () => {
    if (inAll < limits.inAll) return limits.perNetwork;
    if (!hasWarned) log.error({ places: inAll }, "printers without an owner hold too many places in all");
    hasWarned = true;
    return limits.perAddress;
  };
  const count = (address: string, change: 1 | -1) => {
    addresses.add(address, change);
    networks.add(networkOf(address), change);
    inAll += change;
    if (inAll < limits.inAll * 0.9) hasWarned = false;
  };
  return {
    enter: (address) => {
      if (addresses.of(address) >= widened(limits.perAddress)) return undefined;
      if (networks.of(networkOf(address)) >= widened(mostOfNetwork())) return undefined;
      count(address, 1);
      let inside = true;
      return () => {
        if (inside) count(address, -1);
        inside = false;
      };
    },
  };
}
