import { canCreateOctoPrintKey } from "@/lib/gateway/octoprint-keys";
import type { Journey } from "@/lib/journey/load-journey";
import type { OwnedPrinter } from "@/lib/printers/printer-store";

/**
 * Whether a journey may end with an OctoPrint key for this printer: asked for, OctoPrint, online, with authority to
 * make one.
 */
export function wantsKey({ session }: Pick<Journey, "session">, printer: OwnedPrinter): boolean {
  return (
    session.apiKeyAppName !== null &&
    printer.platform === "octoprint" &&
    printer.online &&
    canCreateOctoPrintKey(printer.publicId)
  );
}
