import { t } from "@/lib/messages/messages";
import { PLATFORMS, type Platform } from "@/lib/octostream/platforms";

/** Signs of a printer's name, as people count them. */
export const LONGEST_PRINTER_NAME = 60;

export type PrinterNameError = "printer_name_missing" | "printer_name_too_long";

/** Whether an error is about a printer's name, and is said at its field. */
export const isAboutTheName = (code: string): code is PrinterNameError => code.startsWith("printer_name_");

/** The name that the page proposes for a printer that says none. */
export const proposedName = (platform: Platform): string => t(`printer.kindNames.${platform}`).replace(/^p/, "P");

/** Whether a name is one that the page proposes, for whatever kind. */
export const isProposedName = (name: string): boolean =>
  (Object.keys(PLATFORMS) as Platform[]).some((kind) => proposedName(kind) === name);
