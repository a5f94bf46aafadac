import { recordChange } from "@/lib/accounts/record-change-store";
import { tryAuthenticatorCode, tryRecoveryKey } from "@/lib/accounts/second-factor/second-factor-store";
import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { consumeAll, giveBack, resetLimit, type Take } from "@/lib/rate-limits/rate-limit-store";
import { failure, ok, type Result, type TooMany } from "@/lib/result";

const LIMITS_OF_ACCOUNT = ["secondFactorPerAccount", "secondFactorPerAccountDaily", "recoveryKeysPerAccount"] as const;

const codeLimits = (userId: string): Take[] => [
  ["secondFactorPerAccount", userId],
  ["secondFactorPerAccountDaily", userId],
];

/** Apart from those of codes: who guesses codes never stops the owner who holds a key. */
const keyLimits = (userId: string, address: string): Take[] => [
  ["recoveryKeysPerAddress", address],
  ["recoveryKeysPerAccount", userId],
];

export type SecondFactorError = "second_factor_wrong" | "recovery_key_wrong";

/**
 * Tries a code of the authenticator or, where `recovery` is set, a recovery key. Both are limited for the account,
 * wherever they come from; a used recovery key is told to the owner by mail.
 * @param input.typed as typed: blanks and hyphens do not count
 */
export async function trySecondFactor(input: {
  userId: string;
  typed: string;
  recovery: boolean;
  address: string;
}): Promise<Result<object, SecondFactorError> | TooMany> {
  const { userId, typed, recovery, address } = input;
  const limit = await consumeAll(recovery ? keyLimits(userId, address) : codeLimits(userId));
  if (!limit.ok) {
    if (limit.firstRejection) await warnOwner(userId, address);
    return failure("too_many", { retryAfterSeconds: limit.retryAfterSeconds });
  }
  const right = recovery ? await tryRecoveryKey(userId, typed, address) : await tryAuthenticatorCode(userId, typed);
  if (!right) {
    await writeAuditLog({ userId, kind: "second_factor_failed", address });
    return failure(recovery ? "recovery_key_wrong" : "second_factor_wrong");
  }
  for (const name of LIMITS_OF_ACCOUNT) await resetLimit(name, userId);
  if (recovery) await giveBack("recoveryKeysPerAddress", address);
  return ok({});
}

/** Somebody has the first factor and guesses the second: once a window, in the audit log and by mail. */
async function warnOwner(userId: string, address: string): Promise<void> {
  const record = { userId, kind: "limit_hit" as const, address, detail: "second factor" };
  await recordChange(undefined, record, "secondFactorGuessed");
}
