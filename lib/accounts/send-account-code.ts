import { mailAccountCode } from "@/lib/mail/mail-account-code";
import { mailCodeNow, type CodeMail, type CodeMailError } from "@/lib/one-time-codes/mail-code-store";
import { CODE_DIGITS, type AccountCode } from "@/lib/one-time-codes/one-time-code";
import { claimCode, unclaimCode } from "@/lib/one-time-codes/one-time-code-store";
import { randomDigits } from "@/lib/random";
import { networkOf } from "@/lib/rate-limits/network-of";
import { consumeAll } from "@/lib/rate-limits/rate-limit-store";
import { failure, type Result, type TooMany } from "@/lib/result";

type SendError = "resend_too_soon" | CodeMailError;

/**
 * Mails a code to a signed-in person. One sender has a part of a mailbox's limit, as at sign-in.
 * @param input.userId whose limit it counts against @param input.email where it goes
 * @param instead what is mailed where no code of ours shall arrive
 */
export async function sendAccountCode(
  input: AccountCode & { userId: string; email: string; address: string },
  instead?: CodeMail,
): Promise<Result<object, SendError> | TooMany> {
  const { sessionId, purpose, userId, email, address } = input;
  const which = { sessionId, purpose };
  if (!(await claimCode(which, email))) return failure("resend_too_soon");
  const limit = await consumeAll([
    ["accountCodesPerAccount", userId],
    ["codesSentPerMailboxAndNetwork", `${email} ${networkOf(address)}`],
    ["codesSentPerMailbox", email],
  ]);
  if (!limit.ok) {
    await unclaimCode(which);
    return failure("too_many", { retryAfterSeconds: limit.retryAfterSeconds });
  }
  const code = randomDigits(CODE_DIGITS);
  const mail: CodeMail = (tx, to, mailed) => mailAccountCode(tx, to, mailed, { code, purpose });
  return mailCodeNow(which, { email, code }, instead ?? mail);
}
