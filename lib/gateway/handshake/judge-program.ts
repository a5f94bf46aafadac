import type { Abilities } from "@/lib/gateway/handshake/check-handshake";
import type { ZstdLack } from "@/lib/gateway/handshake/zstd-dictionary";

/**
 * Why apps cannot be relayed to a connected printer: its program has to be updated, or packs what it answers in a way
 * that this service cannot unpack (docs/printer-protocol.md#43-http-response).
 */
export type PrinterFault = "too_old" | "needs_dictionary";

/** What is wrong with a printer's program, judged by its handshake. Pure. @param lack of this service */
export function judgeProgram(
  { tooOld, packsWithZstd }: Pick<Abilities, "tooOld" | "packsWithZstd">,
  lack: ZstdLack | undefined,
): PrinterFault | null {
  if (tooOld) return "too_old";
  return packsWithZstd && lack ? "needs_dictionary" : null;
}

const UNPACKS_NOT = "a printer connected, but apps get 610 from it: its program packs with zstd, and";

/** For the operator's log: what is wrong, and what to do. */
export function faultWords(fault: PrinterFault, lack: ZstdLack | undefined): string {
  if (fault === "too_old") return "a printer connected, but apps get 610 from it: its program is too old";
  return lack === "node"
    ? `${UNPACKS_NOT} this Node cannot unpack that. Run the server with Node 22.15 or later`
    : `${UNPACKS_NOT} this service has no dictionary for it. Take it out of the plugin with ` +
        "“npm run printers -- zstd-dictionary FOLDER”, or uninstall the Python package zstandard beside the printer";
}
