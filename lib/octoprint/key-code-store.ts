import { now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { mailCodeNow, type CodeMail, type CodeMailError } from "@/lib/one-time-codes/mail-code-store";
import { isUsedUp, triesOf, type JourneyCode } from "@/lib/one-time-codes/one-time-code";
import {
  claimCode,
  countWrongTry,
  findCode,
  isRight,
  lockCode,
  recordUse,
  unclaimCode,
} from "@/lib/one-time-codes/one-time-code-store";
import { failure, ok, type Result } from "@/lib/result";

/** What a code is bound to: this journey, this printer, this name. */
export type KeyWish = { journeyId: string; printerId: string; keyName: string };

/** Claims the right to mail a code. @returns false when one was mailed a moment ago, or is on its way */
export const claimKeyCode = (journeyId: string, email: string): Promise<boolean> =>
  claimCode(keyCode(journeyId), email);

/** The mail could not be sent. */
export const unclaimKeyCode = (journeyId: string): Promise<void> => unclaimCode(keyCode(journeyId));

const keyCode = (journeyId: string): JourneyCode => ({ purpose: "octoprint_key", journeyId });
const bindingOf = ({ printerId, keyName }: KeyWish) => [printerId, keyName];

/** Mails a code, now or never; the one before is dead. */
export function mailKeyCodeNow(
  wish: KeyWish,
  email: string,
  code: string,
  mail: CodeMail,
): Promise<Result<object, CodeMailError>> {
  const { journeyId, printerId } = wish;
  const fresh = { email, code, binding: bindingOf(wish), printerId };
  return mailCodeNow(keyCode(journeyId), fresh, mail, { goesOn: false });
}

/**
 * Tries a code. The same right code again in this journey is right again, because a lost answer must not strand the
 * person.
 * @returns `given_up` when the wish for a key is over: after the third wrong code, after a skip, or without a code
 */
export async function tryKeyCode(wish: KeyWish, code: string): Promise<Result<object, "key_code_wrong" | "given_up">> {
  const which = keyCode(wish.journeyId);
  return db().$transaction(async (tx) => {
    const kept = await lockCode(tx, which);
    if (!kept || isUsedUp(kept) || kept.printerId !== wish.printerId) return failure("given_up");
    // One that is too old counts as wrong: the step has no other code to ask for, and must come to its end.
    if (kept.expiresAt > now() && isRight(which, kept, code, bindingOf(wish))) {
      await recordUse(tx, kept);
      return ok({});
    }
    return failure((await countWrongTry(tx, kept)) ? "given_up" : "key_code_wrong");
  });
}

/** The person wants no key: from now on this journey makes none. */
export async function giveUpKey(journeyId: string): Promise<void> {
  const where = keyCode(journeyId);
  await db().oneTimeCode.updateMany({ where, data: { wrongTries: triesOf(where.purpose) } });
}

/** Whether the owner has confirmed the wish for a key, for this printer. */
export async function isKeyConfirmed(journeyId: string, printerId: string): Promise<boolean> {
  const kept = await findCode(keyCode(journeyId));
  return kept !== undefined && kept.usedAt !== null && !isUsedUp(kept) && kept.printerId === printerId;
}
