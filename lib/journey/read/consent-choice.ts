import { readLifetime, type Lifetime } from "@/lib/connections/connection-state";
import { namedPrinter } from "@/lib/printers/named-printer";
import { failure, ok, type Result } from "@/lib/result";

/**
 * The field that asks whether the app's earlier connections to a printer end.
 * @param printerId one question a printer
 */
export const replaceField = (printerId: string) => `replace-${printerId}`;

/** What consent decides beside the printer. */
export type ConsentChoice = { chosenLifetime: Lifetime; replaces: boolean };

/**
 * Reads the posted consent.
 * @param field of the form; without a word about how long, it is what the form shows at first: no end. A page of the
 * version before calls that field `life`: what was chosen there is never taken for no end
 * @returns `lifetime_not_chosen` for anything but the four values
 */
export function readConsentChoice(
  field: (name: string) => string,
): Result<{ choice: ConsentChoice }, "lifetime_not_chosen"> {
  const chosenLifetime = readLifetime(field("lifetime") || field("life") || "none");
  return chosenLifetime
    ? ok({ choice: { chosenLifetime, replaces: field(replaceField(field("printer"))) === "yes" } })
    : failure("lifetime_not_chosen");
}

/**
 * Which printer consent shows as chosen: one that was added in this journey, else the one of the start URL, else the
 * only one; else none, so that no printer is authorized by not looking. Pure.
 * @returns its printerId
 */
export function preselectedPrinter(
  printers: { printerId: string; publicId: string; saidId: string }[],
  journey: { chosenPrinter: string | null; publicId: string | null },
): string | undefined {
  const one =
    printers.find((printer) => printer.printerId === journey.chosenPrinter) ??
    namedPrinter(printers, journey.publicId) ??
    (printers.length === 1 ? printers[0] : undefined);
  return one?.printerId;
}

/**
 * Whether the question about earlier connections is preset to yes: as it was answered in this journey, else for the
 * printer that the app named, which asks for new credentials in place of its old ones. Pure.
 */
export function presetReplaces(
  journey: { chosenLifetime: string | null; replaces: boolean },
  isNamed: boolean,
): boolean {
  return journey.chosenLifetime === null ? isNamed : journey.replaces;
}
