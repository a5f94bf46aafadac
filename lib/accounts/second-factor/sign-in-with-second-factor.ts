import type { ClientInfo } from "@/lib/accounts/account-store";
import { finishSecondStep, halfSignedIn } from "@/lib/accounts/first-step-store";
import { trySecondFactor, type SecondFactorError } from "@/lib/accounts/second-factor/try-second-factor";
import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { failure, ok, type Result } from "@/lib/result";

/**
 * The second step of signing in, for the account whose first step was done in this journey.
 * @returns the session token for the cookie; `first_step_expired` when the first step has to be done again
 */
export async function signInWithSecondFactor(
  input: { portalSessionId: string; typed: string; recovery: boolean } & ClientInfo,
): Promise<
  | Result<{ sessionToken: string }, SecondFactorError | "first_step_expired">
  | { ok: false; error: "too_many"; retryAfterSeconds: number }
> {
  const { portalSessionId, typed, recovery, address } = input;
  const half = await halfSignedIn(portalSessionId);
  if (!half) return failure("first_step_expired");
  const tried = await trySecondFactor({ userId: half.userId, typed, recovery, address });
  if (!tried.ok) return tried;
  const sessionToken = await finishSecondStep(portalSessionId, half.userId, input);
  if (!sessionToken) return failure("first_step_expired");
  await writeAuditLog({
    userId: half.userId,
    kind: "signed_in",
    address,
    detail: `${half.by}, ${recovery ? "recovery key" : "authenticator"}`,
  });
  return ok({ sessionToken });
}
