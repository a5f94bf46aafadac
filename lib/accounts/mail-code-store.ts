import { lockAccountOf } from "@/lib/accounts/account-lock-store";
import { accountOfProvenEmail, type ClientInfo } from "@/lib/accounts/account-store";
import { finishFirstStep, type FirstStep } from "@/lib/accounts/first-step-store";
import { minutes, now, fromNow, seconds } from "@/lib/clock";
import { db, type Transaction } from "@/lib/db/client";
import { keyedDigest, sameDigest } from "@/lib/digest";
import { failure, ok, type Result } from "@/lib/result";

export const CODE_DIGITS = 6;
export const CODE_LIFE_MS = minutes(10);
export const CODE_TRIES = 5;
export const RESEND_AFTER_MS = seconds(30);

const codeDigest = (portalSessionId: string, email: string, code: string) =>
  keyedDigest("mail-code", `${portalSessionId}\n${email}\n${code}`);

/** When a new code may be asked for in this portal session: undefined for "now". */
export async function resendAllowedAt(portalSessionId: string): Promise<Date | undefined> {
  const row = await db().mailCode.findUnique({ where: { portalSessionId } });
  if (!row) return undefined;
  const allowed = new Date(row.createdAt.getTime() + RESEND_AFTER_MS);
  return allowed > now() ? allowed : undefined;
}

/** Keeps the digest of a new code and, in one statement, kills the one before (NIST SP 800-63B-4 3.1.3). */
export async function saveMailCode(portalSessionId: string, email: string, code: string): Promise<void> {
  const fresh = {
    email,
    codeDigest: codeDigest(portalSessionId, email, code),
    createdAt: now(),
    expiresAt: fromNow(CODE_LIFE_MS),
    wrongTries: 0,
    usedAt: null,
    sessionsMade: 0,
  };
  await db().mailCode.upsert({ where: { portalSessionId }, create: { portalSessionId, ...fresh }, update: fresh });
}

export async function forgetMailCode(portalSessionId: string): Promise<void> {
  await db().mailCode.deleteMany({ where: { portalSessionId } });
}

export type MailCodeError = "code_missing" | "code_expired" | "code_used_up" | "code_wrong";

/** Whether all sessions that a code has made still live. However one of them ended, the code makes no other. */
async function madeAllLive(
  tx: Transaction,
  { codeDigest, sessionsMade }: { codeDigest: string; sessionsMade: number },
): Promise<boolean> {
  return (
    sessionsMade === 0 ||
    (await tx.session.count({ where: { byCode: codeDigest, expires: { gt: now() } } })) === sessionsMade
  );
}

/**
 * Tries a code. Its row is locked, so that parallel tries are counted one after another, and the account before it, as
 * whatever ends sign-ins does. A right code is used once; the same code again in the same portal session leads on once
 * more, because a lost answer must not strand the person, but only while what it made before still lives.
 */
export async function redeemMailCode(
  portalSessionId: string,
  code: string,
  client: ClientInfo,
): Promise<Result<FirstStep, MailCodeError>> {
  return db().$transaction(async (tx) => {
    const known = await tx.mailCode.findUnique({ where: { portalSessionId }, select: { email: true } });
    if (known) await lockAccountOf(tx, known.email);
    await tx.$queryRaw`SELECT 1 FROM "MailCode" WHERE "portalSessionId" = ${portalSessionId} FOR UPDATE`;
    const row = await tx.mailCode.findUnique({ where: { portalSessionId } });
    if (!row) return failure("code_missing");
    if (row.expiresAt <= now()) return failure("code_expired");
    if (row.wrongTries >= CODE_TRIES) return failure("code_used_up");
    if (!sameDigest(row.codeDigest, codeDigest(portalSessionId, row.email, code))) {
      await tx.mailCode.update({ where: { portalSessionId }, data: { wrongTries: { increment: 1 } } });
      return failure(row.wrongTries + 1 >= CODE_TRIES ? "code_used_up" : "code_wrong");
    }
    if (!(await madeAllLive(tx, row))) return failure("code_expired");
    const account = await accountOfProvenEmail(tx, row.email);
    await tx.mailCode.update({ where: { portalSessionId }, data: { usedAt: now() } });
    const step = await finishFirstStep(tx, { portalSessionId, account, by: "code", client });
    return step ? ok(step) : failure("code_expired");
  });
}
