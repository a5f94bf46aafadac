import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { enterPasscode } from "@/lib/printers/agents/enter-passcode";
import { readLinkingCode } from "@/lib/printers/linking-code";
import { reserveByCode } from "@/lib/printers/linking-code-store";
import { consumeAll, giveBack, type Sender } from "@/lib/rate-limits/rate-limit-store";
import { failure, ok, type Result, type TooMany } from "@/lib/result";

/** The printer; undefined for an agent's, which appears on the page a moment later. */
type Found = { ok: true; printerId: string | undefined };
type NotFound = Result<never, "linking_code_wrong"> | TooMany<"linking_code_too_many">;

/**
 * Finds the printer that shows a code. Five wrong guesses per account and code lifetime, malformed ones included; a
 * right one costs nothing, and gives back only itself, so that a guesser's own printer does not refill the budget (RFC
 * 8628 5.1).
 * @param input.code as typed
 * @param input.journeyId of the open page: on it the printer of an agent appears whose passcode this is
 * @returns the printer's id: reserved for this account until the code ends, not owned yet
 */
export function findPrinterByCode(
  input: { code: string; userId: string } & Sender,
): Promise<{ ok: true; printerId: string } | NotFound>;
export function findPrinterByCode(
  input: { code: string; userId: string; journeyId: string } & Sender,
): Promise<Found | NotFound>;
export async function findPrinterByCode(
  input: { code: string; userId: string; journeyId?: string } & Sender,
): Promise<Found | NotFound> {
  const { userId, journeyId, address } = input;
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
  const isPasscode = code && !printerId && journeyId && (await enterPasscode(code, { userId, journeyId }));
  if (!printerId && !isPasscode) return failure("linking_code_wrong");
  await Promise.all([giveBack("linkingGuessesPerAccount", userId), giveBack("linkingGuessesPerAddress", address)]);
  return ok({ printerId });
}
