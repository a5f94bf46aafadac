import { readLife, type Life } from "@/lib/connections/connection-life";
import { failure, ok, type Result } from "@/lib/result";

/**
 * The field that asks whether the app's earlier connections to a printer end.
 * @param printerRowId one question a printer
 */
export const replaceField = (printerRowId: string) => `replace-${printerRowId}`;

/** What consent decides beside the printer. */
export type ConsentChoice = { chosenLife: Life; replaces: boolean };

/**
 * Reads the posted consent.
 * @param field of the form; without a word about how long, it is what the form shows at first: no end
 * @returns `life_not_chosen` for anything but the four values
 */
export function readConsentChoice(
  field: (name: string) => string,
): Result<{ choice: ConsentChoice }, "life_not_chosen"> {
  const chosenLife = readLife(field("life") || "none");
  return chosenLife
    ? ok({ choice: { chosenLife, replaces: field(replaceField(field("printer"))) === "yes" } })
    : failure("life_not_chosen");
}

/**
 * Which printer consent shows as chosen: one that was added in this journey, else the one of the start URL, else the
 * only one; else none, so that nobody authorizes a printer by not looking. Pure.
 * @returns its row id
 */
export function preselectedPrinter(
  printers: { rowId: string; printerId: string }[],
  journey: { chosenPrinter: string | null; printerId: string | null },
): string | undefined {
  const one =
    printers.find((printer) => printer.rowId === journey.chosenPrinter) ??
    printers.find((printer) => printer.printerId === journey.printerId) ??
    (printers.length === 1 ? printers[0] : undefined);
  return one?.rowId;
}

/**
 * Whether the question about earlier connections stands at yes: as it was answered in this journey, else for the
 * printer that the app named, which asks for new credentials in place of its old ones. Pure.
 */
export function presetReplaces(
  journey: { chosenLife: string | null; replaces: boolean; printerId: string | null },
  printerId: string,
): boolean {
  return journey.chosenLife === null ? journey.printerId === printerId : journey.replaces;
}
