import type { ClientInfo } from "@/lib/accounts/account-store";
import type { FirstFactorResult } from "@/lib/accounts/first-factor-store";
import { recordAttempt } from "@/lib/accounts/record-attempt";
import { recordFirstFactor } from "@/lib/accounts/record-first-factor";
import { redeemSignInCode } from "@/lib/accounts/sign-in-code-store";
import { CODE_DIGITS } from "@/lib/one-time-codes/one-time-code";
import type { CodeError } from "@/lib/one-time-codes/one-time-code-store";
import { networkOf } from "@/lib/rate-limits/network-of";
import { consumeAll } from "@/lib/rate-limits/rate-limit-store";
import { failure, type Result, type TooMany } from "@/lib/result";
import { typedCode } from "@/lib/typed-code";

/**
 * Signs in with a code from a mail; makes the account at the first time.
 * @param input.code as typed: blanks and hyphens do not count
 * @param input.email the address the code went to, for the limit
 * @returns the account, with the session token for the cookie unless a second factor is waited for
 */
export async function signInWithCode(
  input: { journeyId: string; email: string; code: string } & ClientInfo,
): Promise<Result<FirstFactorResult, CodeError> | TooMany> {
  const code = typedCode(input.code);
  if (!new RegExp(`^\\d{${CODE_DIGITS}}$`).test(code)) return failure("code_wrong");
  const limit = await consumeAll([
    ["codesTriedPerMailboxAndNetwork", `${input.email} ${networkOf(input.address)}`],
    ["codesTriedPerMailbox", input.email],
  ]);
  if (!limit.ok) {
    if (limit.firstRejection) recordAttempt(input.email, { kind: "limit_hit", address: input.address, detail: "code" });
    return failure("too_many", { retryAfterSeconds: limit.retryAfterSeconds });
  }
  const result = await redeemSignInCode(input.journeyId, code, input);
  if (result.ok) await recordFirstFactor(result, "code", input.address);
  else recordAttempt(input.email, { kind: "code_failed", address: input.address });
  return result;
}
