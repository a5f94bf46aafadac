const LONGEST = 60;

/**
 * A printer's name as it was typed, in the form that is kept: nothing invisible, at most 60 characters; what is longer
 * is cut.
 * @returns undefined when nothing is left
 */
export function readPrinterName(typed: string): string | undefined {
  const name = [
    ...typed
      .normalize("NFC")
      .replace(/[\p{Cc}\p{Cf}]/gu, "")
      .trim(),
  ]
    .slice(0, LONGEST)
    .join("")
    .trim();
  return name || undefined;
}
