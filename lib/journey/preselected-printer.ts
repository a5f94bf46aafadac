/**
 * Which printer consent shows as chosen: one that was added in this journey, else the one of the start URL, else the
 * only one; else none, so that nobody authorizes a printer by not looking.
 * @returns its row id
 */
export function preselectedPrinter(
  printers: { rowId: string; printerId: string }[],
  session: { chosenPrinter: string | null; printerId: string | null },
): string | undefined {
  const one =
    printers.find((printer) => printer.rowId === session.chosenPrinter) ??
    printers.find((printer) => printer.printerId === session.printerId) ??
    (printers.length === 1 ? printers[0] : undefined);
  return one?.rowId;
}
