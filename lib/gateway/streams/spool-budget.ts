import { env } from "@/lib/env";
import { shared } from "@/lib/shared";

/** Disk that what slow readers have still to read may take. */
export type SpoolBudget = {
  /** @returns false when it would be more than there is */
  claim(printerId: string, bytes: number): boolean;
  release(printerId: string, bytes: number): void;
};

/** Of the whole, for one printer: nobody's readers use up what others need. */
const SHARE_OF_ONE = 0.5;

/** @param most bytes in all */
export function makeSpoolBudget(most: number): SpoolBudget {
  const byPrinter = new Map<string, number>();
  let inAll = 0;
  return {
    claim: (printerId, bytes) => {
      const ofOne = (byPrinter.get(printerId) ?? 0) + bytes;
      if (inAll + bytes > most || ofOne > most * SHARE_OF_ONE) return false;
      byPrinter.set(printerId, ofOne);
      inAll += bytes;
      return true;
    },
    release: (printerId, bytes) => {
      const left = (byPrinter.get(printerId) ?? 0) - bytes;
      if (left > 0) byPrinter.set(printerId, left);
      else byPrinter.delete(printerId);
      inAll -= bytes;
    },
  };
}

/** The budget of this process, as large as the setting says. */
export const spoolBudget = (): SpoolBudget => shared("spool-budget", () => makeSpoolBudget(env().spoolMaxBytes));
