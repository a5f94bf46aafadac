import { now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import type { PrinterFault } from "@/lib/gateway/handshake/judge-program";
import { isOnline } from "@/lib/gateway/is-online";
import { saidIdOf } from "@/lib/gateway/links/own-id";
import { platformOf, type Platform } from "@/lib/octostream/platforms";
import { printerFault } from "@/lib/printers/printer-store";

/** What an operator sees of a printer: nothing of whose it is, or of how they call it. */
export type KnownPrinter = {
  printerId: string;
  /** Why apps cannot use it, `online`, or `offline`. */
  state: PrinterFault | "online" | "offline";
  platform: Platform;
  program: string | null;
  linked: boolean;
  lastSeenAt: Date | null;
};

/** Every printer that this service knows: those that need something first, then those that were seen last. */
export async function listAllPrinters(): Promise<KnownPrinter[]> {
  const rows = await db().printer.findMany({ orderBy: [{ lastSeenAt: { sort: "desc", nulls: "last" } }] });
  const printers = rows.map((row) => ({
    printerId: saidIdOf(row),
    state: printerFault(row) ?? (isOnline(row, now()) ? ("online" as const) : ("offline" as const)),
    platform: platformOf(row.platform),
    program: row.pluginVersion,
    linked: row.ownerId !== null,
    lastSeenAt: row.lastSeenAt,
  }));
  const isFaulty = ({ state }: KnownPrinter) => state !== "online" && state !== "offline";
  return [...printers.filter(isFaulty), ...printers.filter((printer) => !isFaulty(printer))];
}
