import { mailKeyCode } from "@/lib/mail/mail-key-code";
import { claimKeyCode, mailKeyCodeNow, unclaimKeyCode, type KeyWish } from "@/lib/octoprint/key-code-store";
import { CODE_DIGITS } from "@/lib/one-time-codes/one-time-code";
import { randomDigits } from "@/lib/random";
import { consume } from "@/lib/rate-limits/rate-limit-store";

/**
 * Mails the owner a fresh code for an OctoPrint key.
 * @returns false when no mail could be sent now: the journey then goes on without a key, which is never in the way.
 * A second tap sends no second mail
 */
export async function askKeyCode(
  wish: KeyWish,
  input: { email: string; app: string; printer: string },
): Promise<boolean> {
  if (!(await claimKeyCode(wish.journeyId, input.email))) return true;
  if (!(await consume("codesSentPerMailbox", input.email)).ok) {
    await unclaimKeyCode(wish.journeyId);
    return false;
  }
  const code = randomDigits(CODE_DIGITS);
  const { email, app, printer } = input;
  const said = { code, app, printer, keyName: wish.keyName };
  const sent = await mailKeyCodeNow(wish, email, code, (tx, to, mailed) => mailKeyCode(tx, to, mailed, said));
  return sent.ok;
}
