import { getAccount } from "@/lib/accounts/account-store";
import { secondFactorState, tryAuthenticatorCode, tryRecoveryKey } from "@/lib/accounts/second-factor-store";
import { writeAudit } from "@/lib/audit/audit-store";
import { resetLimit, takeFromLimit } from "@/lib/http/rate-limit-store";
import { mailNotice } from "@/lib/mail/mail-notice";
import { noteFault } from "@/lib/observability/note-fault";
import { failure, ok, type Result } from "@/lib/result";

export type SecondFactorError = "second_factor_wrong" | "recovery_key_wrong";

/**
 * Tries a code of the authenticator or, where `recovery` is set, a recovery key. Tries are limited for the account,
 * wherever they come from; a used recovery key is told to the owner by mail.
 * @param input.typed as typed: blanks and hyphens do not count
 */
export async function trySecondFactor(input: { userId: string; typed: string; recovery: boolean; address: string }): Promise<Result<object, SecondFactorError> | { ok: false; error: "too_many"; retryAfterSeconds: number }> {
  const { userId, typed, recovery, address } = input;
  const limit = await takeFromLimit("secondFactorPerAccount", userId);
  if (!limit.ok) {
    await writeAudit({ userId, kind: "limit_hit", address, detail: "second factor" });
    return { ok: false, error: "too_many", retryAfterSeconds: limit.retryAfterSeconds };
  }
  const right = recovery ? await tryRecoveryKey(userId, typed) : await tryAuthenticatorCode(userId, typed);
  if (!right) {
    await writeAudit({ userId, kind: "second_factor_failed", address });
    return failure(recovery ? "recovery_key_wrong" : "second_factor_wrong");
  }
  await resetLimit("secondFactorPerAccount", userId);
  if (recovery) await tellOwner(userId, address);
  return ok({});
}

async function tellOwner(userId: string, address: string): Promise<void> {
  await writeAudit({ userId, kind: "recovery_key_used", address });
  const [account, { keysLeft }] = await Promise.all([getAccount(userId), secondFactorState(userId)]);
  if (account) void mailNotice(account.email, "recoveryKeyUsed", { left: keysLeft }).catch(noteFault);
}
