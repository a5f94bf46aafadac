import { endClaims } from "@/lib/gateway/end-claims";
import { claimFoundPrinter } from "@/lib/printers/found-printer-store";
import { LONGEST_PRINTER_NAME, type PrinterNameError } from "@/lib/printers/printer-name";
import { failure, ok, type Result } from "@/lib/result";
import { readTypedName } from "@/lib/typed-name";

/**
 * "Add printer": the account that typed the code confirms that it is this printer, and names it (RFC 8628 5.4).
 * @returns `printer_gone` when it was added to another account meanwhile or its code is too old
 */
export async function confirmPrinter(input: {
  printerId: string;
  userId: string;
  name: string;
  address: string;
}): Promise<Result<object, PrinterNameError | "printer_gone">> {
  const read = readTypedName(input.name, LONGEST_PRINTER_NAME);
  if (!read.ok) return failure(`printer_name_${read.error}`);
  const { name } = read;
  const claimed = await claimFoundPrinter({
    printerId: input.printerId,
    userId: input.userId,
    name,
    address: input.address,
  });
  if (!claimed) return failure("printer_gone");
  endClaims(claimed);
  return ok({});
}
