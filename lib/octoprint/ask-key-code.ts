import { mailKeyCode } from "@/lib/mail/mail-key-code";
import { claimKeyCode, saveKeyCode, unclaimKeyCode, type KeyWish } from "@/lib/octoprint/key-code-store";
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
  const isMailed = (await consume("codesSentPerMailbox", input.email)).ok && (await mailCode(wish, input));
  if (!isMailed) await unclaimKeyCode(wish.journeyId);
  return isMailed;
}

async function mailCode(wish: KeyWish, input: { email: string; app: string; printer: string }): Promise<boolean> {
  const code = randomDigits(CODE_DIGITS);
  const sent = await mailKeyCode(input.email, { code, app: input.app, printer: input.printer, keyName: wish.keyName });
  if (!sent.ok) return false;
  await saveKeyCode(wish, input.email, code);
  return true;
}
