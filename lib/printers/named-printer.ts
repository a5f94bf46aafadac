type Named = { publicId: string; saidId: string };

/**
 * The printer of an account that a start URL names: the one that is called so, else one that says so itself while
 * another machine has the id (docs/printer-protocol.md#32-identity); apps read it at the printer. Pure.
 */
export function namedPrinter<T extends Named>(printers: readonly T[], publicId: string | null): T | undefined {
  return (
    printers.find((printer) => printer.publicId === publicId) ?? printers.find(({ saidId }) => saidId === publicId)
  );
}
