import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { readLinkingCode } from "@/lib/printers/linking-code";
import { reserveByCode } from "@/lib/printers/linking-code-store";
import { consumeAll, giveBack, type Sender } from "@/lib/rate-limits/rate-limit-store";
import { failure, ok, type Result, type TooMany } from "@/lib/result";

type NotFound = Result<never, "linking_code_wrong"> | TooMany<"linking_code_too_many">;

/**
 * Finds the printer that shows a code. Five wrong guesses per account and code lifetime, malformed ones included; a
 * right one costs nothing, and gives back only itself, so that a guesser's own printer does not refill the budget (RFC
 * 8628 5.1).
 * @param input.code as typed
 * @returns the printer's id: reserved for this account until the code ends, not owned yet
 */
export async function findPrinterByCode(
  input: { code: string; userId: string } & Sender,
): Promise<{ ok: true; printerId: string } | NotFound> {
  const { userId, address } = input;
  const limit = await consumeAll([
    ["linkingGuessesPerAccount", userId],
    ["linkingGuessesPerAddress", input],
  ]);
  if (!limit.ok) {
    if (limit.firstRejection) await writeAuditLog({ userId, kind: "limit_hit", address, detail: "linking code" });
    return failure("linking_code_too_many", { retryAfterSeconds: limit.retryAfterSeconds });
  }
  const code = readLinkingCode(input.code);
  const printerId = code && (await reserveByCode(code, userId));
  if (!printerId) return failure("linking_code_wrong");
  await Promise.all([giveBack("linkingGuessesPerAccount", userId), giveBack("linkingGuessesPerAddress", address)]);
  return ok({ printerId });
}
