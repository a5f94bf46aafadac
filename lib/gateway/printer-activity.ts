import { minutes, monotonicMs } from "@/lib/clock";
import type { Activity } from "@/lib/obico/read-status";
import { shared } from "@/lib/shared";

/** Agents say it at least every 50 seconds, and nothing at all while their printer's program is away. */
const KNOWN_FOR_MS = minutes(3);

type Known = { activity: Activity; linkId: string; at: number };

// Pages ask too, from their own bundle.
const known = () => shared("printer-activities", () => new Map<string, Known>());

/**
 * What a printer does now, as the program that connects it to this process last said. In memory alone: for a moment,
 * and written down nowhere. Only Obico's agents say it by themselves.
 * @param printerId of the printer's row, not its public id
 * @returns undefined where nothing is known: another program, away, or silent for minutes
 */
export function printerActivity(printerId: string): Activity | undefined {
  const told = known().get(printerId);
  return told && monotonicMs() - told.at < KNOWN_FOR_MS ? told.activity : undefined;
}

/** A printer's program says what it does. @param linkId of the connection that said so */
export function notePrinterActivity(printerId: string, linkId: string, activity: Activity): void {
  known().set(printerId, { activity, linkId, at: monotonicMs() });
}

/** Nothing is known any more. @param linkId of the connection that is over, or does not know: a newer one stays */
export function forgetPrinterActivity(printerId: string, linkId: string): void {
  if (known().get(printerId)?.linkId === linkId) known().delete(printerId);
}
