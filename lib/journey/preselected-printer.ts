/**
 * Which printer consent shows as chosen: one that was added in this journey, else the one of the start URL, else the
 * only one; else none, so that no printer is authorized by not looking.
 * @returns its printerId
 */
export function preselectedPrinter(
  printers: { printerId: string; publicId: string }[],
  session: { chosenPrinter: string | null; publicId: string | null },
): string | undefined {
  const one =
    printers.find((printer) => printer.printerId === session.chosenPrinter) ??
    printers.find((printer) => printer.publicId === session.publicId) ??
    (printers.length === 1 ? printers[0] : undefined);
  return one?.printerId;
}
