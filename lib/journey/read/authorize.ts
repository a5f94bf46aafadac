import { now } from "@/lib/clock";
import { listLivingConnections } from "@/lib/connections/account-connection-store";
import { lifeEnd, LIFE_CHOICES, type Life } from "@/lib/connections/connection-life";
import { canCreateOctoPrintKey } from "@/lib/gateway/octoprint-keys";
import { preselectedPrinter, presetReplaces } from "@/lib/journey/read/consent-choice";
import type { Journey } from "@/lib/journey/read/load-journey";
import type { ReadView } from "@/lib/journey/read/view";
import type { OwnedPrinter } from "@/lib/printers/printer-store";

/**
 * A printer to choose.
 * @property earlier what the app has with it already; `lastUsedAt` null: never used
 * @property replaces whether ending that is proposed
 */
export type PrinterChoice = {
  printer: OwnedPrinter;
  checked: boolean;
  earlier: { lastUsedAt: Date | null } | undefined;
  replaces: boolean;
};

/**
 * What is decided at consent: which printer, for how long (`end` null: no end), and what goes with it.
 * @property keyName of the OctoPrint key that the app would like, where one can be had
 */
export type AuthorizeView = {
  choices: PrinterChoice[];
  lives: { life: Life; end: Date | null }[];
  chosenLife: Life | string;
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
    canCreateOctoPrintKey(printer.printerId)
  );
}

export const readAuthorize: ReadView<AuthorizeView> = async (journey) => {
  const { app, user, printers, apiKeyAppName, chosenLife } = journey;
  const connections = app && user ? await listLivingConnections(user.id, { appId: app.id }) : [];
  const earlierOn = (rowId: string) => {
    const uses = connections
      .filter((connection) => connection.printer?.rowId === rowId)
      .map(({ lastUse }) => lastUse?.at ?? null);
    return uses.length ? { lastUsedAt: uses.reduce((a, b) => (Number(a) > Number(b) ? a : b)) } : undefined;
  };
  const preselected = preselectedPrinter(printers, journey);
  return {
    choices: printers.map((printer) => ({
      printer,
      checked: printer.rowId === preselected,
      earlier: earlierOn(printer.rowId),
      replaces: presetReplaces(journey, printer.printerId),
    })),
    lives: LIFE_CHOICES.map((life) => ({ life, end: lifeEnd(life, now()) })),
    chosenLife: chosenLife ?? "none",
    keyName: apiKeyAppName && printers.some((printer) => wantsKey(journey, printer)) ? apiKeyAppName : undefined,
  };
};
