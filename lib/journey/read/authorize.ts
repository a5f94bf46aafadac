import { now } from "@/lib/clock";
import { listLivingConnections } from "@/lib/connections/account-connection-store";
import { expiresAt, LIFETIMES, type Lifetime } from "@/lib/connections/connection-state";
import { canCreateOctoPrintKey } from "@/lib/gateway/octoprint-keys";
import { preselectedPrinter, presetReplaces } from "@/lib/journey/read/consent-choice";
import type { Journey } from "@/lib/journey/read/load-journey";
import type { ReadView } from "@/lib/journey/read/view";
import { namedPrinter } from "@/lib/printers/named-printer";
import type { OwnedPrinter } from "@/lib/printers/printer-store";

/**
 * A printer to choose.
 * @property earlier what the app has with it already; `lastUsedAt` null: never used
 * @property replaces whether ending that is proposed
 * @property isNamed the app named it
 */
export type PrinterChoice = {
  printer: OwnedPrinter;
  checked: boolean;
  earlier: { lastUsedAt: Date | null } | undefined;
  replaces: boolean;
  isNamed: boolean;
};

/**
 * What is decided at consent: which printer, for how long (`end` null: no end), and what goes with it.
 * @property keyName of the OctoPrint key that the app would like, where one can be had
 */
export type AuthorizeView = {
  choices: PrinterChoice[];
  lifetimes: { lifetime: Lifetime; end: Date | null }[];
  chosenLifetime: Lifetime;
  keyName: string | undefined;
};

/**
 * Whether a journey may end with an OctoPrint key for this printer: asked for, OctoPrint, online, with authority to
 * make one.
 */
export function wantsKey({ apiKeyAppName }: Pick<Journey, "apiKeyAppName">, printer: OwnedPrinter): boolean {
  return (
    apiKeyAppName !== null &&
    printer.platform === "octoprint" &&
    printer.online &&
    canCreateOctoPrintKey(printer.publicId)
  );
}

/** Reads what is decided at consent. */
export async function readConsent(journey: Journey): Promise<AuthorizeView> {
  const { app, user, printers, apiKeyAppName, chosenLifetime } = journey;
  const connections = app && user ? await listLivingConnections(user.id, { appId: app.id }) : [];
  const earlierOn = (printerId: string) => {
    const uses = connections
      .filter((connection) => connection.printer?.printerId === printerId)
      .map(({ lastUse }) => lastUse?.at ?? null);
    return uses.length ? { lastUsedAt: uses.reduce((a, b) => (Number(a) > Number(b) ? a : b)) } : undefined;
  };
  const named = namedPrinter(printers, journey.publicId);
  const preselected = preselectedPrinter(printers, journey);
  return {
    choices: printers.map((printer) => ({
      printer,
      checked: printer.printerId === preselected,
      earlier: earlierOn(printer.printerId),
      replaces: presetReplaces(journey, printer === named),
      isNamed: printer === named,
    })),
    lifetimes: LIFETIMES.map((lifetime) => ({ lifetime, end: expiresAt(lifetime, now()) })),
    chosenLifetime: chosenLifetime ?? "none",
    keyName: apiKeyAppName && printers.some((printer) => wantsKey(journey, printer)) ? apiKeyAppName : undefined,
  };
}

export const readAuthorize: ReadView<AuthorizeView> = readConsent;
