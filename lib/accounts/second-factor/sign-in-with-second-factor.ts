import type { ClientInfo } from "@/lib/accounts/account-store";
import { finishSecondFactor, findMfaPending } from "@/lib/accounts/first-factor-store";
import { keepLanguage } from "@/lib/accounts/language-store";
import { trySecondFactor, type SecondFactorError } from "@/lib/accounts/second-factor/try-second-factor";
import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { failure, ok, type Result, type TooMany } from "@/lib/result";

/**
 * Signs in with the second factor, for the account whose first one was right in this journey.
 * @returns the session token for the cookie; `first_factor_expired` when the first factor is needed again
 */
export async function signInWithSecondFactor(
  input: { journeyId: string; typed: string; recovery: boolean } & ClientInfo,
): Promise<Result<{ sessionToken: string }, SecondFactorError | "first_factor_expired"> | TooMany> {
  const { journeyId, typed, recovery, address } = input;
  const pending = await findMfaPending(journeyId);
  if (!pending) return failure("first_factor_expired");
  const tried = await trySecondFactor({ userId: pending.userId, typed, recovery, address });
  if (!tried.ok) return tried;
  const sessionToken = await finishSecondFactor(journeyId, pending.userId, input);
  if (!sessionToken) return failure("first_factor_expired");
  await keepLanguage(pending.userId);
  await writeAuditLog({
    userId: pending.userId,
    kind: "signed_in",
    address,
    detail: `${pending.by}, ${recovery ? "recovery key" : "authenticator"}`,
  });
  return ok({ sessionToken });
}
