import { env } from "@/lib/env";

export type Places = {
  /** @returns what gives the place back (may be called more than once), or undefined when there is none left */
  enter(address: string): (() => void) | undefined;
};

/**
 * Counts who is here: for each address, and all together. In evaluation mode one machine plays everybody, and an
 * address has ten times as many places, as for rate limits.
 */
export function connectionLimiter({ perAddress, inAll: maxInAll }: { perAddress: number; inAll: number }): Places {
  const counts = new Map<string, number>();
  let inAll = 0;
  const most = () => (env().mode === "evaluation" ? perAddress * 10 : perAddress);
  return {
    enter: (address) => {
      const count = counts.get(address) ?? 0;
      if (count >= most() || inAll >= maxInAll) return undefined;
      counts.set(address, count + 1);
      inAll++;
      let inside = true;
      return () => {
        if (!inside) return;
        inside = false;
        inAll--;
        const left = (counts.get(address) ?? 1) - 1;
        if (left > 0) counts.set(address, left);
        else counts.delete(address);
      };
    },
  };
}
