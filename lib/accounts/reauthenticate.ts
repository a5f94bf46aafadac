import { spendCodes, tryAccountCode } from "@/lib/accounts/account-code-store";
import { hasSecondFactor } from "@/lib/accounts/second-factor/second-factor-store";
import { trySecondFactor, type SecondFactorError } from "@/lib/accounts/second-factor/try-second-factor";
import { recordAuthentication } from "@/lib/accounts/signed-in-store";
import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import type { AccountCode } from "@/lib/one-time-codes/one-time-code";
import type { CodeError } from "@/lib/one-time-codes/one-time-code-store";
import { failure, ok, type Result, type TooMany } from "@/lib/result";

/** The code must have gone to the address as it is now. */
async function tryMailbox(which: AccountCode, typed: string, email: string): Promise<Result<object, CodeError>> {
  const tried = await tryAccountCode(which, typed);
  return tried.ok && tried.email !== email ? failure("code_expired") : tried;
}

/**
 * Authenticates the person again, before something that takes it (ASVS 7.5.1): with the second factor where the account
 * has one, since a code by mail never replaces it, else with a code from a mail.
 * @param input.mailbox with a code from a mail in any case: beside the second factor it is one of every factor
 */
export async function reauthenticate(input: {
  userId: string;
  email: string;
  sessionId: string;
  typed: string;
  recovery: boolean;
  mailbox?: boolean;
  address: string;
}): Promise<Result<object, CodeError | SecondFactorError> | TooMany> {
  const { userId, sessionId, typed, recovery, address } = input;
  const which = { sessionId, purpose: "reauthenticate" as const };
  const hasSecond = await hasSecondFactor(userId);
  const bySecond = hasSecond && !input.mailbox;
  const tried = bySecond
    ? await trySecondFactor({ userId, typed, recovery, address })
    : await tryMailbox(which, typed, input.email);
  if (!tried.ok) {
    if (tried.error === "code_wrong" || tried.error === "code_used_up")
      await writeAuditLog({ userId, kind: "code_failed", address });
    return tried;
  }
  await spendCodes(sessionId, ["reauthenticate"]);
  await recordAuthentication(sessionId, bySecond ? "second_factor" : "mailbox", bySecond || !hasSecond);
  return ok({});
}
