import type { PrinterEvent } from "@/lib/connector/connector-event";
import type { FoundPlatform } from "@/lib/connector/platforms/detect-platform";
import { PLATFORMS, platformOf, type Platform } from "@/lib/octostream/platforms";

const NAMES: Record<Platform, string> = {
  octoprint: "OctoPrint",
  klipper: "Klipper with Moonraker",
  bambu: "a Bambu printer",
  elegoo: "an Elegoo printer",
  prusalink: "PrusaLink",
  other: "a program that this connector does not know",
};

const nameOf = ({ platform }: FoundPlatform) => NAMES[platformOf(platform)];

/** The decision, as it is told at each start. @param printer origin that was given */
export function sayFound(printer: string, decided: FoundPlatform): PrinterEvent {
  const { moonraker } = decided;
  const apart =
    moonraker !== undefined && moonraker !== printer ? `, whose front end is set to Moonraker at ${moonraker}` : "";
  const text = `The printer is ${nameOf(decided)} at ${printer}${apart}. Everything goes there and nowhere else.`;
  return { event: "printer", state: "found", kind: platformOf(decided.platform), printer, moonraker, text };
}

/** @param answers whether anything answers there */
export function sayUnknown(printer: string, answers: boolean): PrinterEvent {
  const what = answers ? `At ${printer} is ${NAMES.other}.` : `Nothing answers at ${printer} yet.`;
  const example = `--printer ${hostOf(printer)}:7125`;
  const hint = `If the printer is at another port, start with that one, such as ${example} for Moonraker.`;
  const text = `${what} Everything goes there and nowhere else, and the connector goes on looking. ${hint}`;
  return { event: "printer", state: "unknown", kind: platformOf(PLATFORMS.other), printer, text };
}

/** @param file that holds the decision; without it, it is made anew */
export function sayDifferent(
  printer: string,
  decided: FoundPlatform,
  found: FoundPlatform,
  file: string,
): PrinterEvent {
  const isOtherKind = found.platform !== decided.platform;
  const was = isOtherKind ? nameOf(decided) : `Moonraker at ${decided.moonraker ?? printer}`;
  const is = isOtherKind ? nameOf(found) : `Moonraker at ${found.moonraker ?? printer}`;
  const now = isOtherKind ? "nothing is passed on until that is back" : "everything still goes to that one";
  const way = `If the new one is right, delete ${file} and start the connector again.`;
  const text = `${printer} was ${was}, and now it is ${is}: ${now}. ${way}`;
  return {
    event: "printer",
    state: "different",
    kind: platformOf(decided.platform),
    printer,
    moonraker: decided.moonraker,
    text,
  };
}

function hostOf(printer: string): string {
  const { protocol, hostname } = new URL(printer);
  return `${protocol}//${hostname}`;
}
