import type { Journey } from "@/lib/journey/read/load-journey";
import type { ReadView } from "@/lib/journey/read/view";
import { isPlatform, type Platform } from "@/lib/octostream/platforms";
import { getFoundPrinter, type FoundPrinter } from "@/lib/printers/found-printer-store";

/** Which kind of printer it is, how it shows its code, and whether the found one is the right one. */
export type PrinterView =
  { ask: "kind" } | { ask: "code"; kind: Platform } | { ask: "confirmation"; found: FoundPrinter };

/** Reads how far adding a printer is. */
export const readPrinter: ReadView<PrinterView> = async ({ foundPrinter, user }, { query }) => {
  const found = foundPrinter && user ? await getFoundPrinter(foundPrinter, user.id) : undefined;
  if (found) return { ask: "confirmation", found };
  const kind = query("kind");
  return isPlatform(kind) ? { ask: "code", kind } : { ask: "kind" };
};

/** Whether the step is shown because the app asked for a printer that the account does not have. Pure. */
export const wishesForeignPrinter = ({
  publicId,
  addingPrinter,
  printers,
}: Pick<Journey, "publicId" | "addingPrinter" | "printers">): boolean =>
  publicId !== null && !addingPrinter && printers.length > 0;
