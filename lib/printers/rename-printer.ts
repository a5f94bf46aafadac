import { LONGEST_PRINTER_NAME, type PrinterNameError } from "@/lib/printers/printer-name";
import { savePrinterName } from "@/lib/printers/printer-store";
import { failure, ok, type Result } from "@/lib/result";
import { readTypedName } from "@/lib/typed-name";

/**
 * Gives a printer of an account another name, by the rules for new ones. Its own program shows it at its next question.
 * @returns `not_yours` also for printers that do not exist
 */
export async function renamePrinter(input: {
  publicId: string;
  userId: string;
  name: string;
  address: string;
}): Promise<Result<object, PrinterNameError | "not_yours">> {
  const read = readTypedName(input.name, LONGEST_PRINTER_NAME);
  if (!read.ok) return failure(`printer_name_${read.error}`);
  const { name } = read;
  return (await savePrinterName({ ...input, name })) ? ok({}) : failure("not_yours");
}
