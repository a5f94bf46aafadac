import { fromNow, now } from "@/lib/clock";
import { db, type Transaction } from "@/lib/db/client";
import type { OneTimeCode as Row } from "@/lib/db/generated/client";
import { keyedDigest, sameDigest } from "@/lib/digest";
import {
  CODE_LIFETIME_MS,
  isUsedUp,
  RESEND_AFTER_MS,
  triesOf,
  type OneTimeCode,
} from "@/lib/one-time-codes/one-time-code";
import { failure, ok, type Result } from "@/lib/result";

/** A code as it is kept: as an HMAC, since six digits could be guessed from a plain digest. */
export type KeptCode = Row;

const keyOf = (which: OneTimeCode) =>
  "sessionId" in which
    ? { sessionId: which.sessionId, purpose: which.purpose }
    : { journeyId: which.journeyId, purpose: which.purpose };

const uniqueBy = (which: OneTimeCode) =>
  "sessionId" in which
    ? { sessionId_purpose: { sessionId: which.sessionId, purpose: which.purpose } }
    : { journeyId_purpose: { journeyId: which.journeyId, purpose: which.purpose } };

/** @param binding what else the code is for, beside its purpose, its journey or sign-in, and its address */
function codeDigest(which: OneTimeCode, email: string, binding: string[], code: string): string {
  const subject = "sessionId" in which ? which.sessionId : which.journeyId;
  return keyedDigest("one-time-code", [which.purpose, subject, email, ...binding, code].join("\n"));
}

/** The code that was mailed last, whatever has become of it. */
export async function findCode(which: OneTimeCode, tx: Transaction = db()): Promise<KeptCode | undefined> {
  return (await tx.oneTimeCode.findUnique({ where: uniqueBy(which) })) ?? undefined;
}

/** The seconds until another code may be asked for: 0 for "now". */
export async function secondsUntilNextCode(which: OneTimeCode): Promise<number> {
  const kept = await findCode(which);
  return kept ? Math.max(0, Math.ceil((kept.createdAt.getTime() + RESEND_AFTER_MS - now().getTime()) / 1000)) : 0;
}

/** The code that was mailed last, held for the rest of a transaction: parallel tries are counted one after another. */
export async function lockCode(tx: Transaction, which: OneTimeCode): Promise<KeptCode | undefined> {
  const { purpose, sessionId = null, journeyId = null } = { sessionId: undefined, journeyId: undefined, ...which };
  await tx.$queryRaw`
    SELECT 1 FROM "OneTimeCode" WHERE "purpose" = ${purpose}::"OneTimeCodePurpose"
    AND ("sessionId" = ${sessionId}::text OR "journeyId" = ${journeyId}::text) FOR UPDATE`;
  return findCode(which, tx);
}

/** @property binding what else it is bound to @property printerId the printer that it is about */
export type NewCode = { email: string; code: string; binding?: string[]; printerId?: string };

/**
 * Keeps the digest of a code that is mailed and, in one statement, kills the one before (NIST SP 800-63B-4 3.1.3).
 */
export async function saveCode(which: OneTimeCode, code: NewCode, tx: Transaction = db()): Promise<KeptCode> {
  const { email, binding = [], printerId = null } = code;
  const fresh = {
    email,
    printerId,
    codeDigest: codeDigest(which, email, binding, code.code),
    createdAt: now(),
    expiresAt: fromNow(CODE_LIFETIME_MS),
    wrongTries: 0,
    usedAt: null,
    sessionsMade: 0,
  };
  return tx.oneTimeCode.upsert({ where: uniqueBy(which), create: { ...keyOf(which), ...fresh }, update: fresh });
}

/** The mail will never be sent: the code before is back, unless another one has come since. */
export async function returnToCode(saved: KeptCode, { email, printerId, ...before }: KeptCode): Promise<void> {
  const { codeDigest, createdAt, expiresAt, wrongTries, usedAt, sessionsMade } = before;
  await db().oneTimeCode.updateMany({
    where: { id: saved.id, codeDigest: saved.codeDigest },
    data: { email, printerId, codeDigest, createdAt, expiresAt, wrongTries, usedAt, sessionsMade },
  });
}

/**
 * Claims the right to send a code: of several at once one sends. The code before lives until the next one is saved.
 * @returns false when one was sent a moment ago, or is on its way
 */
export async function claimCode(which: OneTimeCode, email: string): Promise<boolean> {
  // Nothing can be typed for it before it is saved.
  const unusable = { codeDigest: "", expiresAt: now(), wrongTries: triesOf(which.purpose) };
  const made = await db().oneTimeCode.createMany({
    data: { ...keyOf(which), email, createdAt: now(), ...unusable },
    skipDuplicates: true,
  });
  if (made.count === 1) return true;
  const where = { ...keyOf(which), createdAt: { lte: fromNow(-RESEND_AFTER_MS) } };
  return (await db().oneTimeCode.updateMany({ where, data: { createdAt: now() } })).count === 1;
}

/** The mail could not be sent: the next code may be asked for at once. */
export async function unclaimCode(which: OneTimeCode): Promise<void> {
  // Of a first one nothing stays; one that was mailed before goes on working.
  await db().oneTimeCode.deleteMany({ where: { ...keyOf(which), codeDigest: "" } });
  await db().oneTimeCode.updateMany({ where: keyOf(which), data: { createdAt: fromNow(-RESEND_AFTER_MS) } });
}

/** Whether a typed code is the one that was mailed. @param binding as it was saved with */
export function isRight(which: OneTimeCode, kept: KeptCode, typed: string, binding: string[] = []): boolean {
  return sameDigest(kept.codeDigest, codeDigest(which, kept.email, binding, typed));
}

/** Counts a wrong try of a locked code. @returns whether it was the last */
export async function countWrongTry(tx: Transaction, kept: KeptCode): Promise<boolean> {
  const { purpose, wrongTries } = await tx.oneTimeCode.update({
    where: { id: kept.id },
    data: { wrongTries: { increment: 1 } },
  });
  return isUsedUp({ purpose, wrongTries });
}

/** Notes that a locked code was right. It stays, for what was asked once more because the answer was lost. */
export async function recordUse(tx: Transaction, kept: KeptCode): Promise<void> {
  await tx.oneTimeCode.update({ where: { id: kept.id }, data: { usedAt: kept.usedAt ?? now() } });
}

export type CodeError = "code_missing" | "code_expired" | "code_used_up" | "code_wrong";

/** Tries a code without using it up, in a transaction. @param typed without blanks and hyphens */
export async function tryCode(
  tx: Transaction,
  which: OneTimeCode,
  typed: string,
): Promise<Result<{ kept: KeptCode }, CodeError>> {
  const kept = await lockCode(tx, which);
  if (!kept) return failure("code_missing");
  if (kept.expiresAt <= now()) return failure("code_expired");
  if (isUsedUp(kept)) return failure("code_used_up");
  if (isRight(which, kept, typed)) return ok({ kept });
  return failure((await countWrongTry(tx, kept)) ? "code_used_up" : "code_wrong");
}
