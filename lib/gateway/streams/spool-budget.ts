import { env } from "@/lib/env";
import { shared } from "@/lib/shared";

/** One printer's connection. @property evict ends the stream that keeps most on the disk */
export type SpoolHolder = { evict(): void };

/** Disk that what slow readers have still to read may take. */
export type SpoolBudget = {
  /** @returns false when it would be more than there is for this one */
  claim(holder: SpoolHolder, bytes: number): boolean;
  release(holder: SpoolHolder, bytes: number): void;
  /** Bytes that are taken. */
  used(): number;
};

/** Of the whole, for one printer. */
const SHARE_OF_ONE = 0.5;

/** Over the whole, for the moment that a stream which was ended takes to give its room back. */
const SLACK = 1.1;

/**
 * Room on the disk, shared so that no account's readers use up what others need: when it is full, whoever has most
 * loses a stream to whoever has less.
 * @param most bytes in all
 */
export function makeSpoolBudget(most: number): SpoolBudget {
  const held = new Map<SpoolHolder, number>();
  let inAll = 0;

  /** @returns whether an account with more than this gives room up */
  const makeRoom = (wanted: number): boolean => {
    const [largest] = [...held].sort(([, a], [, b]) => b - a);
    if (!largest || largest[1] <= wanted) return false;
    largest[0].evict();
    return true;
  };

  return {
    claim: (holder, bytes) => {
      const ofOne = (held.get(holder) ?? 0) + bytes;
      if (ofOne > most * SHARE_OF_ONE || inAll + bytes > most * SLACK) return false;
      if (inAll + bytes > most && !makeRoom(ofOne)) return false;
      held.set(holder, ofOne);
      inAll += bytes;
      return true;
    },
    release: (holder, bytes) => {
      const left = (held.get(holder) ?? 0) - bytes;
      if (left > 0) held.set(holder, left);
      else held.delete(holder);
      inAll -= bytes;
    },
    used: () => inAll,
  };
}

/** The budget of this process, as large as the setting says. */
export const spoolBudget = (): SpoolBudget => shared("spool-budget", () => makeSpoolBudget(env().spoolMaxBytes));
