import { getAccount, passwordOf, type ClientInfo } from "@/lib/accounts/account-store";
import { finishPasswordFactor, type FirstFactorResult } from "@/lib/accounts/first-factor-store";
import { passwordMatches } from "@/lib/accounts/password/password-hash";
import { recordAttempt } from "@/lib/accounts/record-attempt";
import { recordFirstFactor } from "@/lib/accounts/record-first-factor";
import { emailAddress } from "@/lib/mail/email-address";
import { networkOf } from "@/lib/rate-limits/network-of";
import { consumeAll, giveBack, resetLimit } from "@/lib/rate-limits/rate-limit-store";
import { failure, ok, type Result, type TooMany } from "@/lib/result";

/**
 * Signs in with a password. Unknown address, no password and wrong password are one answer, in one time (ASVS 6.3.8).
 */
export async function signInWithPassword(
  input: { journeyId: string; email: string; password: string } & ClientInfo,
): Promise<Result<FirstFactorResult, "password_wrong"> | TooMany> {
  const email = emailAddress(input.email) ?? "";
  const limit = await consumeAll([
    ["passwordsPerAddress", input],
    ["passwordsPerMailboxAndNetwork", `${email} ${networkOf(input.address)}`],
    ["passwordsPerMailbox", email],
  ]);
  if (!limit.ok) {
    if (limit.firstRejection) recordAttempt(email, { kind: "limit_hit", address: input.address, detail: "password" });
    return failure("too_many", { retryAfterSeconds: limit.retryAfterSeconds });
  }
  const found = await passwordOf(email);
  if (!(await passwordMatches(found?.passwordHash, input.password)) || !found) {
    recordAttempt(email, { kind: "password_failed", address: input.address });
    return failure("password_wrong");
  }
  const account = await getAccount(found.id);
  const first =
    account && found.passwordHash
      ? await finishPasswordFactor({
          journeyId: input.journeyId,
          account,
          client: input,
          passwordHash: found.passwordHash,
        })
      : undefined;
  // Changed while it was compared: the one before is wrong now.
  if (!first) return failure("password_wrong");
  await Promise.all([
    resetLimit("passwordsPerMailboxAndNetwork", `${email} ${networkOf(input.address)}`),
    giveBack("passwordsPerAddress", input),
  ]);
  await recordFirstFactor(first, "password", input.address);
  return ok(first);
}
