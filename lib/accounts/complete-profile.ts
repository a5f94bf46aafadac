import { saveProfile, type Account } from "@/lib/accounts/account-store";
import { hashPassword } from "@/lib/accounts/password/password-hash";
import { checkPassword } from "@/lib/accounts/password/password-policy";
import { env } from "@/lib/env";
import { consume } from "@/lib/rate-limits/rate-limit-store";
import { failure, ok, type Result, type TooMany } from "@/lib/result";

type ProfileError =
  "name_missing" | "name_too_long" | "terms_missing" | "password_too_short" | "password_too_long" | "password_common";

/** Gives a new account its name, its terms and, if wished, a password (empty: none). */
export async function completeProfile(
  account: Account,
  input: { name: string; password: string; terms: boolean },
): Promise<Result<object, ProfileError> | TooMany> {
  const name = input.name
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}]/gu, "")
    .trim();
  if (!name) return failure("name_missing");
  if ([...name].length > 80) return failure("name_too_long");
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
