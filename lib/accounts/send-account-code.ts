import { keepAccountCode, secondsUntilNextCode, type AccountCode } from "@/lib/accounts/account-code-store";
import { CODE_DIGITS } from "@/lib/accounts/mail-code-store";
import { takeFromLimit } from "@/lib/http/rate-limit-store";
import { mailAccountCode } from "@/lib/mail/mail-account-code";
import { randomDigits } from "@/lib/random";
import { failure, ok, type Result } from "@/lib/result";

type SendError = "resend_too_soon" | "mail_failed";

/**
 * Mails a code to somebody who is signed in. @param input.userId whose limit it counts against
 * @param input.email where it goes
 */
export async function sendAccountCode(input: AccountCode & { userId: string; email: string }): Promise<Result<object, SendError> | { ok: false; error: "too_many"; retryAfterSeconds: number }> {
  const { sessionId, purpose, userId, email } = input;
  if ((await secondsUntilNextCode({ sessionId, purpose })) > 0) return failure("resend_too_soon");
  for (const limit of [await takeFromLimit("accountCodesPerAccount", userId), await takeFromLimit("codesSentPerMailbox", email)]) {
    if (!limit.ok) return { ok: false, error: "too_many", retryAfterSeconds: limit.retryAfterSeconds };
  }
  const code = randomDigits(CODE_DIGITS);
  const sent = await mailAccountCode(email, { code, purpose });
  if (!sent.ok) return sent;
  await keepAccountCode({ sessionId, purpose }, email, code);
  return ok({});
}
