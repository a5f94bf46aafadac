import { readPrinterName } from "@/lib/printers/printer-name";
import { savePrinterName } from "@/lib/printers/printer-store";
import { failure, ok, type Result } from "@/lib/result";

/**
 * Gives a printer of an account another name, by the rules for new ones. Its own program shows it at its next question.
 * @returns `not_yours` also for printers that do not exist
 */
export async function renamePrinter(input: {
  publicId: string;
  userId: string;
  name: string;
  address: string;
}): Promise<Result<object, "printer_name_missing" | "not_yours">> {
  const name = readPrinterName(input.name);
  if (!name) return failure("printer_name_missing");
  return (await savePrinterName({ ...input, name })) ? ok({}) : failure("not_yours");
}
