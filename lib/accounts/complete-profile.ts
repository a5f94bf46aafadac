import { saveProfile, type Account } from "@/lib/accounts/account-store";
import { hashPassword } from "@/lib/accounts/password/password-hash";
import { checkPassword } from "@/lib/accounts/password/password-policy";
import { env } from "@/lib/env";
import { consume } from "@/lib/rate-limits/rate-limit-store";
import { failure, ok, type Result, type TooMany } from "@/lib/result";
import { readTypedName } from "@/lib/typed-name";

/** Signs of a person's name, as people count them. */
const LONGEST_NAME = 80;

type ProfileError =
  "name_missing" | "name_too_long" | "terms_missing" | "password_too_short" | "password_too_long" | "password_common";

/** Gives a new account its name, its terms and, if wished, a password (empty: none). */
export async function completeProfile(
  account: Account,
  input: { name: string; password: string; terms: boolean },
): Promise<Result<object, ProfileError> | TooMany> {
  const read = readTypedName(input.name, LONGEST_NAME);
  if (!read.ok) return failure(`name_${read.error}`);
  const { name } = read;
  if (!input.terms) return failure("terms_missing");
  let passwordHash: string | null = null;
  if (input.password) {
    const allowed = await consume("passwordsSetPerAccount", account.id);
    if (!allowed.ok) return failure("too_many", { retryAfterSeconds: allowed.retryAfterSeconds });
    const checked = checkPassword(input.password, [account.email, name, env().serviceName]);
    if (!checked.ok) return checked;
    passwordHash = await hashPassword(checked.password);
  }
  await saveProfile(account.id, { name, passwordHash });
  return ok({});
}
