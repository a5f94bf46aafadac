import { env } from "@/lib/env";

/** Open sockets that have not proven anything yet. In evaluation mode one machine plays everybody, as for rate limits. */
const MAX_PER_ADDRESS = 40;
const MAX_IN_ALL = 2000;

/** Bytes a socket may send before its printer is accepted: a handshake has about 1 KB. */
export const MAX_STRANGER_BYTES = 64 * 1024;

export type Strangers = {
  /** @returns what gives the place back (may be called more than once), or undefined when there is none left */
  enter(address: string): (() => void) | undefined;
};

/** Bounds what unknown sockets can hold: for each address, and for all together. */
export function countStrangers(): Strangers {
  const perAddress = new Map<string, number>();
  let inAll = 0;
  const most = () => (env().mode === "evaluation" ? MAX_PER_ADDRESS * 10 : MAX_PER_ADDRESS);
  return {
    enter: (address) => {
      const count = perAddress.get(address) ?? 0;
      if (count >= most() || inAll >= MAX_IN_ALL) return undefined;
      perAddress.set(address, count + 1);
      inAll++;
      let inside = true;
      return () => {
        if (!inside) return;
        inside = false;
        inAll--;
        const left = (perAddress.get(address) ?? 1) - 1;
        if (left > 0) perAddress.set(address, left);
        else perAddress.delete(address);
      };
    },
  };
}
