import { codeWaitsAt, tryAccountCode, spendCodes } from "@/lib/accounts/account-code-store";
import { accountByEmail, replaceEmail, type Account, type AccountChange } from "@/lib/accounts/account-store";
import { sendAccountCode } from "@/lib/accounts/send-account-code";
import { readEmailAddress, type EmailError } from "@/lib/mail/email-address";
import { mailEmailInUse } from "@/lib/mail/mail-notice";
import { recordFault } from "@/lib/observability/record-fault";
import type { CodeMailError } from "@/lib/one-time-codes/mail-code-store";
import type { CodeError } from "@/lib/one-time-codes/one-time-code-store";
import { failure, ok, type Result, type TooMany } from "@/lib/result";
import { renamePayer } from "@/lib/supporters/checkout/rename-payer";

/**
 * Begins a change of address: a code goes to the address before and one to the new one. Where the new one has an
 * account already its owner is told instead, and the page is the same: it does not tell who has an account (ASVS
 * 6.3.8).
 */
export async function beginEmailChange(
  account: Account,
  { sessionId, address }: Omit<AccountChange, "userId">,
  typed: string,
): Promise<Result<object, EmailError | "email_same" | "resend_too_soon" | CodeMailError> | TooMany> {
  const read = readEmailAddress(typed);
  if (!read.ok) return read;
  const { email } = read;
  if (email === account.email) return failure("email_same");
  const toOld = await sendAccountCode({
    sessionId,
    purpose: "email_old",
    userId: account.id,
    email: account.email,
    address,
  });
  if (!toOld.ok && toOld.error !== "mail_waiting") return toOld;
  const order = { sessionId, purpose: "email_new" as const, userId: account.id, email, address };
  const toNew = await sendAccountCode(order, (await accountByEmail(email)) && mailEmailInUse);
  return toNew.ok ? toOld : toNew;
}

/** The new address of a change that waits for its codes; undefined when none does. */
export function waitingEmail(sessionId: string): Promise<string | undefined> {
  return codeWaitsAt({ sessionId, purpose: "email_new" });
}

/**
 * Finishes a change of address with both codes.
 * @returns which of them was wrong: `old_` and `new_` before its error
 */
export async function finishEmailChange(
  account: Account,
  change: Omit<AccountChange, "userId">,
  codes: { old: string; new: string },
): Promise<Result<{ email: string }, `${"old" | "new"}_${CodeError}`>> {
  const { sessionId } = change;
  const old = await tryAccountCode({ sessionId, purpose: "email_old" }, codes.old);
  const fresh = await tryAccountCode({ sessionId, purpose: "email_new" }, codes.new);
  // The code that proves the address before must have gone to the address as it is now.
  if (!old.ok || old.email !== account.email) return failure(`old_${old.ok ? "code_expired" : old.error}`);
  if (!fresh.ok) return failure(`new_${fresh.error}`);
  if (!(await spendCodes(sessionId, ["email_old", "email_new"]))) return failure("old_code_missing");
  if (!(await replaceEmail({ userId: account.id, ...change }, fresh.email))) return failure("new_code_wrong");
  void renamePayer(account.id, fresh.email).catch(recordFault);
  return ok({ email: fresh.email });
}
