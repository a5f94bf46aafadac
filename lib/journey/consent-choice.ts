import { readLifetime, type Lifetime } from "@/lib/connections/connection-state";
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
 * @param field of the form; without a word about how long, it is what the form shows at first: no end
 * @returns `lifetime_not_chosen` for anything but the four values
 */
export function readConsentChoice(
  field: (name: string) => string,
): Result<{ choice: ConsentChoice }, "lifetime_not_chosen"> {
  const chosenLifetime = readLifetime(field("lifetime") || "none");
  return chosenLifetime
    ? ok({ choice: { chosenLifetime, replaces: field(replaceField(field("printer"))) === "yes" } })
    : failure("lifetime_not_chosen");
}

/**
 * Whether the question about earlier connections is preset to yes: as it was answered in this journey, else for the
 * printer that the app named, which asks for new credentials in place of its old ones. Pure.
 */
export function presetReplaces(
  session: { chosenLifetime: string | null; replaces: boolean; publicId: string | null },
  publicId: string,
): boolean {
  return session.chosenLifetime === null ? session.publicId === publicId : session.replaces;
}
