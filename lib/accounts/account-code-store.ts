import { now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { isUsedUp, triesOf, type AccountCode } from "@/lib/one-time-codes/one-time-code";
import { findCode, tryCode, type CodeError } from "@/lib/one-time-codes/one-time-code-store";
import { ok, type Result } from "@/lib/result";
import { typedCode } from "@/lib/typed-code";

/** What a mailed code of a signed-in person is for. */
export type AccountCodePurpose = AccountCode["purpose"];

/** The address that a code waits at; undefined when none does. */
export async function codeWaitsAt(which: AccountCode): Promise<string | undefined> {
  const kept = await findCode(which);
  return kept && kept.expiresAt > now() && !isUsedUp(kept) ? kept.email : undefined;
}

/**
 * Tries a code without using it up.
 * @param typed blanks and hyphens do not count
 * @returns the address it went to
 */
export async function tryAccountCode(which: AccountCode, typed: string): Promise<Result<{ email: string }, CodeError>> {
  const tried = await db().$transaction((tx) => tryCode(tx, which, typedCode(typed)));
  return tried.ok ? ok({ email: tried.kept.email }) : tried;
}

/** Kills a code without forgetting when it was sent: the wait for the next one stays. */
async function killCode(which: AccountCode): Promise<void> {
  await db().oneTimeCode.updateMany({ where: which, data: { expiresAt: now(), wrongTries: triesOf(which.purpose) } });
}

/** Kills codes of a sign-in. */
export async function killCodes(sessionId: string, purposes: AccountCodePurpose[]): Promise<void> {
  for (const purpose of purposes) await killCode({ sessionId, purpose });
}

/** Uses codes up. @returns false when one of them was used up already: of two posts one counts */
export async function spendCodes(sessionId: string, purposes: AccountCodePurpose[]): Promise<boolean> {
  const { count } = await db().oneTimeCode.deleteMany({ where: { sessionId, purpose: { in: purposes } } });
  return count === purposes.length;
}
