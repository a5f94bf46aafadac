import type { PrinterEvent } from "@/lib/connector/connector-event";
import type { FoundPlatform } from "@/lib/connector/platforms/detect-platform";
import { t } from "@/lib/connector/texts";
import { PLATFORMS, platformOf } from "@/lib/octostream/platforms";

function nameOf({ platform }: FoundPlatform): string {
  const kind = platformOf(platform);
  if (kind === "octoprint") return "OctoPrint";
  if (kind === "prusalink") return "PrusaLink";
  return kind === "klipper" ? t("connector.programs.klipper") : t(`connector.printer.${kind}`);
}

const moonrakerAt = (address: string) => t("connector.printer.moonrakerAt", { address });

/** The decision, as it is told at each start. @param printer origin that was given */
export function sayFound(printer: string, decided: FoundPlatform): PrinterEvent {
  const { moonraker } = decided;
  const name = nameOf(decided);
  const isApart = moonraker !== undefined && moonraker !== printer;
  const text = isApart
    ? t("connector.printer.foundApart", { name, printer, moonraker })
    : t("connector.printer.found", { name, printer });
  return { event: "printer", state: "found", kind: platformOf(decided.platform), printer, moonraker, text };
}

/** @param answers whether anything answers there */
export function sayUnknown(printer: string, answers: boolean): PrinterEvent {
  const what = answers
    ? t("connector.printer.unknown", { printer, name: t("connector.printer.other") })
    : t("connector.printer.silent", { printer });
  const hint = t("connector.printer.otherPort", { example: `--printer ${hostOf(printer)}:7125` });
  const text = `${what} ${t("connector.printer.goesOn")} ${hint}`;
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
  const was = isOtherKind ? nameOf(decided) : moonrakerAt(decided.moonraker ?? printer);
  const is = isOtherKind ? nameOf(found) : moonrakerAt(found.moonraker ?? printer);
  const said = t(isOtherKind ? "connector.printer.otherKind" : "connector.printer.otherPlace", { printer, was, is });
  const text = `${said} ${t("connector.printer.takeNew", { file })}`;
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
