import { spendCodes, tryAccountCode } from "@/lib/accounts/account-code-store";
import type { Account } from "@/lib/accounts/account-store";
import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { consentsWithKey } from "@/lib/connections/consent-key-store";
import { endExchanges } from "@/lib/connections/open-exchanges";
import { takeKeysBack } from "@/lib/connections/take-key-back";
import { endAllConnections, eraseAccount } from "@/lib/endings/account-deletion-store";
import { unlinkPrinter } from "@/lib/gateway/unlink-printer";
import type { CodeError } from "@/lib/one-time-codes/one-time-code-store";
import { failure, ok, type Result } from "@/lib/result";
import { endPayments } from "@/lib/supporters/checkout/end-payments";

/**
 * Deletes an account for good, with a fresh code from a mail.
 * @param input.code as typed @returns why not, and then nothing was deleted
 */
export async function deleteAccount(
  account: Account,
  input: { sessionId: string; code: string; address: string },
): Promise<Result<object, CodeError | "payments_unreachable">> {
  const which = { sessionId: input.sessionId, purpose: "delete" as const };
  const tried = await tryAccountCode(which, input.code);
  if (!tried.ok) {
    await writeAuditLog({ userId: account.id, kind: "code_failed", address: input.address });
    return tried;
  }
  // The code must have gone to the address as it is now.
  if (tried.email !== account.email) return failure("code_expired");
  // No payments go on for an account that is gone: without an answer of the payment provider nothing is deleted.
  const unpaid = await endPayments(account.id);
  if (!unpaid.ok) return unpaid;
  if (!(await spendCodes(input.sessionId, ["delete"]))) return failure("code_missing");
  // In the order of safety: nothing of the relay works any more, then OctoPrint keys go while there is an owner, then
  // all else.
  for (const id of await endAllConnections(account.id)) endExchanges(id);
  await takeKeysBack(await consentsWithKey(account.id), { userId: account.id });
  const { connections, printers } = await eraseAccount(account.id);
  for (const id of connections) endExchanges(id);
  for (const publicId of printers) unlinkPrinter(publicId);
  return ok({});
}
