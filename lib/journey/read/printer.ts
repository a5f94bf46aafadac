import type { Journey } from "@/lib/journey/read/load-journey";
import type { ReadView } from "@/lib/journey/read/view";
import { isPlatform, type Platform } from "@/lib/octostream/platforms";
import { getFoundPrinter, type FoundPrinter } from "@/lib/printers/found-printer-store";

/**
 * Which kind of printer it is, how it shows its code, and whether the found one is the right one. `shown-code`: of the
 * printer that the app named; `shown`: it was just asked to show it.
 */
export type PrinterView =
  | { ask: "kind" }
  | { ask: "code"; kind: Platform }
  | { ask: "shown-code"; shown: boolean }
  | { ask: "confirmation"; found: FoundPrinter };

/** In place of a kind: to choose one, where the app named another printer. */
export const CHOOSE_KIND = "choose";

/** Whether the start URL named a printer that is still to be added. Pure. */
export const isPrinterNamed = ({ publicId, printers }: Pick<Journey, "publicId" | "printers">): boolean =>
  publicId !== null && !printers.some((printer) => printer.publicId === publicId);

/** Reads how far adding a printer is. */
export const readPrinter: ReadView<PrinterView> = async (journey, { query }) => {
  const { foundPrinter, user } = journey;
  const found = foundPrinter && user ? await getFoundPrinter(foundPrinter, user.id) : undefined;
  if (found) return { ask: "confirmation", found };
  const kind = query("kind");
  if (isPlatform(kind)) return { ask: "code", kind };
  const named = isPrinterNamed(journey) && kind !== CHOOSE_KIND;
  return named ? { ask: "shown-code", shown: query("shown") === "1" } : { ask: "kind" };
};

/** Whether the step is shown because the app asked for a printer that the account does not have. Pure. */
export const wishesForeignPrinter = ({
  publicId,
  addingPrinter,
  printers,
}: Pick<Journey, "publicId" | "addingPrinter" | "printers">): boolean =>
  publicId !== null && !addingPrinter && printers.length > 0;
