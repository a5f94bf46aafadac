import { recordAttempt } from "@/lib/accounts/record-attempt";
import { mayHaveAccount } from "@/lib/accounts/registration/invitation-store";
import { signInCode } from "@/lib/accounts/sign-in-code-store";
import { readEmailAddress, type EmailError } from "@/lib/mail/email-address";
import { mailCode } from "@/lib/mail/mail-code";
import { mailNoAccount } from "@/lib/mail/mail-invitation";
import { mailCodeNow, type CodeMailError } from "@/lib/one-time-codes/mail-code-store";
import { CODE_DIGITS } from "@/lib/one-time-codes/one-time-code";
import { claimCode, unclaimCode } from "@/lib/one-time-codes/one-time-code-store";
import { randomDigits } from "@/lib/random";
import { networkOf } from "@/lib/rate-limits/network-of";
import { consumeAll, type Sender } from "@/lib/rate-limits/rate-limit-store";
import { failure, ok, type Result, type TooMany } from "@/lib/result";

type SendError = EmailError | "resend_too_soon" | CodeMailError;

/**
 * Mails a code to an address, known or not: what is done and what is answered is the same (ASVS 6.3.8). An address that
 * may make no account here is mailed that instead.
 * @returns the address as kept; `mail_waiting`: the code is good, and its mail comes later, if at all; `too_many`
 * carries the seconds to wait
 */
export async function sendSignInCode(
  input: { journeyId: string; email: string } & Sender,
): Promise<Result<{ email: string }, SendError> | TooMany> {
  const read = readEmailAddress(input.email);
  if (!read.ok) return read;
  const { email } = read;
  const which = signInCode(input.journeyId);
  if (!(await claimCode(which, email))) return failure("resend_too_soon");
  const limit = await consumeAll([
    ["codesSentPerAddress", input],
    ["codesSentPerMailboxAndNetwork", `${email} ${networkOf(input.address)}`],
    ["codesSentPerMailbox", email],
  ]);
  if (!limit.ok) {
    await unclaimCode(which);
    if (limit.firstRejection) recordAttempt(email, { kind: "limit_hit", address: input.address, detail: "code" });
    return failure("too_many", { retryAfterSeconds: limit.retryAfterSeconds });
  }
  const code = randomDigits(CODE_DIGITS);
  const isWelcome = await mayHaveAccount(email);
  const sent = await mailCodeNow(which, { email, code }, (tx, to, mailed) =>
    isWelcome ? mailCode(tx, to, mailed, code) : mailNoAccount(tx, to, mailed),
  );
  return sent.ok ? ok({ email }) : sent;
}
