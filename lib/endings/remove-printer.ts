import { consentsWithKey } from "@/lib/connections/consent-key-store";
import { endExchanges } from "@/lib/connections/open-exchanges";
import { takeKeysBack } from "@/lib/connections/take-key-back";
import { endConnectionsToPrinter, releasePrinter } from "@/lib/endings/release-printers-store";
import { unlinkPrinter } from "@/lib/gateway/unlink-printer";
import { getPrinterByPublicId } from "@/lib/printers/printer-store";

/**
 * What became of a removal. `key_left`: an OctoPrint key could not be taken back and works in the printer's network.
 */
export type Removal = "nothing" | "removed" | "key_left";

/**
 * Takes a printer out of an account. In the order of safety: first nothing of the relay works any more, then OctoPrint
 * keys go, while the printer is still the account's, then the ownership; at last the printer itself is told and shows a
 * new code. Whatever fails on the way leaves a printer that can be removed again.
 * @returns `nothing` for printers of others, and for ones that do not exist
 */
export async function removePrinter(input: { publicId: string; userId: string; address: string }): Promise<Removal> {
  const { publicId, userId, address } = input;
  const printer = await getPrinterByPublicId(userId, publicId);
  if (!printer) return "nothing";
  const owned = { printerId: printer.printerId, userId, address };
  for (const { id } of await endConnectionsToPrinter(owned)) endExchanges(id);
  const keys = await takeKeysBack(await consentsWithKey(userId, printer.printerId), { userId, address });
  const late = await releasePrinter(owned);
  if (!late) return "nothing";
  for (const { id } of late) endExchanges(id);
  unlinkPrinter(publicId);
  return keys === "left" ? "key_left" : "removed";
}
