/** Signs of a printer's name, as people count them. */
export const LONGEST_PRINTER_NAME = 60;

export type PrinterNameError = "printer_name_missing" | "printer_name_too_long";

/** Whether an error is about a printer's name, and is said at its field. */
export const isAboutTheName = (code: string): code is PrinterNameError => code.startsWith("printer_name_");
