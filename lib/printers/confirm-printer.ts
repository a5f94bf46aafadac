import { inTurnOf } from "@/lib/gateway/links/turns-of-ids";
import { moveLinks, moveLinksBack, type IdMove } from "@/lib/gateway/move-links";
import { claimFoundPrinter, readSaidId } from "@/lib/printers/found-printer-store";
import { LONGEST_PRINTER_NAME, type PrinterNameError } from "@/lib/printers/printer-name";
import { failure, ok, type Result } from "@/lib/result";
import { readTypedName } from "@/lib/typed-name";

type Asked = { printerId: string; userId: string; name: string; address: string };

/** Claims it, and keeps connections under the ids that their printers have. */
async function claimAndMove(asked: Asked): Promise<boolean> {
  let moved: readonly IdMove[] = [];
  const onMove = (moves: IdMove[]) => {
    moved = moves;
    moveLinks(moves);
  };
  try {
    return await claimFoundPrinter({ ...asked, onMove });
  } catch (error) {
    moveLinksBack(moved);
    throw error;
  }
}

/**
 * "Add printer": the account that typed the code confirms that it is this printer, and names it (RFC 8628 5.4).
 * @returns `printer_gone` when it was added to another account meanwhile or its code is too old
 */
export async function confirmPrinter(asked: Asked): Promise<Result<object, PrinterNameError | "printer_gone">> {
  const read = readTypedName(asked.name, LONGEST_PRINTER_NAME);
  if (!read.ok) return failure(`printer_name_${read.error}`);
  const saidId = await readSaidId(asked.printerId);
  if (saidId === undefined) return failure("printer_gone");
  const claimed = await inTurnOf(saidId, () => claimAndMove({ ...asked, name: read.name }));
  return claimed ? ok({}) : failure("printer_gone");
}
