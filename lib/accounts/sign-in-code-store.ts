import { lockAccountOf } from "@/lib/accounts/account-lock-store";
import { accountOfProvenEmail, type ClientInfo } from "@/lib/accounts/account-store";
import { finishFirstFactor, type FirstFactorResult } from "@/lib/accounts/first-factor-store";
import { mayHaveAccount } from "@/lib/accounts/registration/invitation-store";
import { now } from "@/lib/clock";
import { db, type Transaction } from "@/lib/db/client";
import { emailAddress } from "@/lib/mail/email-address";
import type { JourneyCode } from "@/lib/one-time-codes/one-time-code";
import {
  findCode,
  recordUse,
  secondsUntilNextCode,
  tryCode,
  type CodeError,
  type KeptCode,
} from "@/lib/one-time-codes/one-time-code-store";
import { failure, ok, type Result } from "@/lib/result";

/** The code by which a journey signs in. */
export const signInCode = (journeyId: string): JourneyCode => ({ purpose: "sign_in", journeyId });

/** The person wants to begin with another address: the code that was mailed is dead. */
export async function forgetSignInCode(journeyId: string): Promise<void> {
  await db().oneTimeCode.deleteMany({ where: signInCode(journeyId) });
}

/**
 * @param typed address as typed
 * @returns the address, when a code for it was mailed a moment ago or is on its way
 */
export async function codeUnderWayTo(journeyId: string, typed: string): Promise<string | undefined> {
  const which = signInCode(journeyId);
  const [kept, wait] = await Promise.all([findCode(which), secondsUntilNextCode(which)]);
  return wait > 0 && kept?.email === emailAddress(typed) ? kept?.email : undefined;
}

/** Whether all sessions that a code has made still live. However one of them ended, the code makes no other. */
async function madeAllLive(tx: Transaction, { codeDigest, sessionsMade }: KeptCode): Promise<boolean> {
  return (
    sessionsMade === 0 ||
    (await tx.session.count({ where: { byCode: codeDigest, expires: { gt: now() } } })) === sessionsMade
  );
}

/**
 * Tries a code. Its row is locked, so that parallel tries are counted one after another, and the account before it, as
 * whatever ends sign-ins does. A right code is used once; the same code again in the same journey leads on once
 * more, because a lost answer must not strand the person, but only while what it made before still lives.
 */
export async function redeemSignInCode(
  journeyId: string,
  code: string,
  client: ClientInfo,
): Promise<Result<FirstFactorResult, CodeError>> {
  const which = signInCode(journeyId);
  return db().$transaction(async (tx) => {
    const known = await findCode(which, tx);
    if (known) await lockAccountOf(tx, known.email);
    const tried = await tryCode(tx, which, code);
    if (!tried.ok) return tried;
    const { kept } = tried;
    if (!(await madeAllLive(tx, kept))) return failure("code_expired");
    if (!(await mayHaveAccount(kept.email, tx))) return failure("code_expired");
    const account = await accountOfProvenEmail(tx, kept.email);
    await recordUse(tx, kept);
    const first = await finishFirstFactor(tx, { journeyId, account, by: "code", client });
    return first ? ok(first) : failure("code_expired");
  });
}
