import { passwordOf, replacePassword, type Account, type AccountChange } from "@/lib/accounts/account-store";
import { hashPassword, passwordMatches } from "@/lib/accounts/password/password-hash";
import { checkPassword } from "@/lib/accounts/password/password-policy";
import { env } from "@/lib/env";
import { consume } from "@/lib/rate-limits/rate-limit-store";
import { failure, ok, type Result, type TooMany } from "@/lib/result";

type PasswordError = "password_too_short" | "password_too_long" | "password_common" | "current_password_wrong";

/**
 * Sets or changes a password, ends the other sign-ins, and tells the owner by mail.
 * @param input.current the password before, where there is one; `undefined` after a forgotten one, when a code from a
 * mail has proven who it is (ASVS 6.2.3)
 */
export async function changePassword(
  account: Account,
  change: Omit<AccountChange, "userId">,
  input: { password: string; current: string | undefined },
): Promise<Result<object, PasswordError> | TooMany> {
  const allowed = await consume("passwordsSetPerAccount", account.id);
  if (!allowed.ok) return failure("too_many", { retryAfterSeconds: allowed.retryAfterSeconds });
  const before = (await passwordOf(account.email))?.passwordHash;
  if (before && input.current !== undefined) {
    const limit = await consume("passwordsPerMailbox", account.email);
    if (!limit.ok) return failure("too_many", { retryAfterSeconds: limit.retryAfterSeconds });
    if (!(await passwordMatches(before, input.current))) return failure("current_password_wrong");
  }
  const checked = checkPassword(input.password, [account.email, account.name ?? "", env().serviceName]);
  if (!checked.ok) return checked;
  await replacePassword({ userId: account.id, ...change }, await hashPassword(checked.password));
  return ok({});
}
