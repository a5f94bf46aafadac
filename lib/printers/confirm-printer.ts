import { claimFoundPrinter } from "@/lib/printers/found-printer-store";
import { failure, ok, type Result } from "@/lib/result";

const NAME_MAX = 60;

/**
 * "Add printer": the account that typed the code confirms that it is this printer, and names it (RFC 8628 5.4).
 * @returns `printer_gone` when it was added by somebody else meanwhile or its code is too old
 */
export async function confirmPrinter(input: { printerRowId: string; userId: string; name: string; address: string }): Promise<Result<object, "printer_name_missing" | "printer_gone">> {
  const name = [...input.name.normalize("NFC").replace(/[\p{Cc}\p{Cf}]/gu, "").trim()].slice(0, NAME_MAX).join("");
  if (!name) return failure("printer_name_missing");
  const claimed = await claimFoundPrinter({ rowId: input.printerRowId, userId: input.userId, name, address: input.address });
  return claimed ? ok({}) : failure("printer_gone");
}
