import { CODE_LIFE_MS, CODE_TRIES, RESEND_AFTER_MS } from "@/lib/accounts/mail-code-store";
import { fromNow, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { keyedDigest, sameDigest } from "@/lib/digest";
import { failure, ok, type Result } from "@/lib/result";

/** What a mailed code of a signed-in person is for. It works for nothing else. */
export type AccountCodePurpose = "prove" | "delete" | "email_old" | "email_new";

/** One code: for this browser's sign-in, this purpose. */
export type AccountCode = { sessionId: string; purpose: AccountCodePurpose };

const codeDigest = ({ sessionId, purpose }: AccountCode, email: string, code: string) =>
  keyedDigest("account-code", [sessionId, purpose, email, code].join("\n"));

/** Whether a code was asked for a moment ago. @returns the seconds until the next may be asked for */
export async function secondsUntilNextCode({ sessionId, purpose }: AccountCode): Promise<number> {
  const row = await db().accountCode.findUnique({
    where: { sessionId_purpose: { sessionId, purpose } },
    select: { createdAt: true },
  });
  return row ? Math.max(0, Math.ceil((row.createdAt.getTime() + RESEND_AFTER_MS - now().getTime()) / 1000)) : 0;
}

/**
 * Claims the right to send a code, in one statement: of several at once one sends. The code before is dead.
 * @returns false when one was sent a moment ago
 */
export async function claimAccountCode({ sessionId, purpose }: AccountCode, email: string): Promise<boolean> {
  const [time, before] = [now().toISOString(), fromNow(-RESEND_AFTER_MS).toISOString()];
  const count = await db().$executeRaw`
    INSERT INTO "AccountCode" ("sessionId", "purpose", "email", "codeDigest", "createdAt", "expiresAt", "wrongTries")
    VALUES (${sessionId}, ${purpose}, ${email}, '', ${time}::timestamp, ${time}::timestamp, ${CODE_TRIES})
    ON CONFLICT ("sessionId", "purpose") DO UPDATE SET "createdAt" = EXCLUDED."createdAt", "expiresAt" = EXCLUDED."expiresAt", "wrongTries" = EXCLUDED."wrongTries"
    WHERE "AccountCode"."createdAt" <= ${before}::timestamp`;
  return count === 1;
}

/** No mail left: the next may be asked for at once. */
export async function unclaimAccountCode(which: AccountCode): Promise<void> {
  await db().accountCode.updateMany({ where: which, data: { createdAt: fromNow(-RESEND_AFTER_MS) } });
}

/** Keeps the digest of a code that was mailed; the one before is dead. */
export async function saveAccountCode(which: AccountCode, email: string, code: string): Promise<void> {
  const fresh = {
    email,
    codeDigest: codeDigest(which, email, code),
    createdAt: now(),
    expiresAt: fromNow(CODE_LIFE_MS),
    wrongTries: 0,
  };
  await db().accountCode.upsert({ where: { sessionId_purpose: which }, create: { ...which, ...fresh }, update: fresh });
}

/** The address that a code waits at; undefined when none does. */
export async function codeWaitsAt(which: AccountCode): Promise<string | undefined> {
  const row = await db().accountCode.findUnique({ where: { sessionId_purpose: which } });
  return row && row.expiresAt > now() && row.wrongTries < CODE_TRIES ? row.email : undefined;
}

export type AccountCodeError = "code_missing" | "code_expired" | "code_used_up" | "code_wrong";

/**
 * Tries a code without using it up. Its row is locked first, so that parallel tries are counted one after another.
 * @returns the address it went to
 */
export async function tryAccountCode(
  which: AccountCode,
  typed: string,
): Promise<Result<{ email: string }, AccountCodeError>> {
  return db().$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "AccountCode" WHERE "sessionId" = ${which.sessionId} AND "purpose" = ${which.purpose} FOR UPDATE`;
    const row = await tx.accountCode.findUnique({ where: { sessionId_purpose: which } });
    if (!row) return failure("code_missing");
    if (row.expiresAt <= now()) return failure("code_expired");
    if (row.wrongTries >= CODE_TRIES) return failure("code_used_up");
    if (sameDigest(row.codeDigest, codeDigest(which, row.email, typed.replace(/[\s-]/g, ""))))
      return ok({ email: row.email });
    await tx.accountCode.update({ where: { sessionId_purpose: which }, data: { wrongTries: { increment: 1 } } });
    return failure(row.wrongTries + 1 >= CODE_TRIES ? "code_used_up" : "code_wrong");
  });
}

/** Kills codes without forgetting when they were sent: the wait for the next one stays. */
export async function killCodes(sessionId: string, purposes: AccountCodePurpose[]): Promise<void> {
  await db().accountCode.updateMany({
    where: { sessionId, purpose: { in: purposes } },
    data: { expiresAt: now(), wrongTries: CODE_TRIES },
  });
}

/** Uses codes up. @returns false when one of them was used up already: of two posts one counts */
export async function spendCodes(sessionId: string, purposes: AccountCodePurpose[]): Promise<boolean> {
  return (
    (await db().accountCode.deleteMany({ where: { sessionId, purpose: { in: purposes } } })).count === purposes.length
  );
}
