import { deleteForgottenPrinters } from "@/lib/gateway/links/printer-link-store";
import { log } from "@/lib/observability/log";

/**
 * Forgets printers that have no owner and that were offline for 24 hours (claims of an id that another one has: one
 * hour), with their keys, against squatting of a printer's id before its first connection
 * (docs/printer-protocol.md#7-security). Run every ten minutes.
 * @returns how many were forgotten
 */
export async function sweepUnownedPrinters(): Promise<number> {
  const count = await deleteForgottenPrinters();
  if (count > 0) log.info({ count }, "forgot printers without an owner that were offline for long");
  return count;
}
