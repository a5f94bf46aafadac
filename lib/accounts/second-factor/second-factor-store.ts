import { lockAccount } from "@/lib/accounts/account-lock-store";
import type { AccountChange } from "@/lib/accounts/account-store";
import { endOtherSessions } from "@/lib/accounts/end-sessions-store";
import { recordChange } from "@/lib/accounts/record-change-store";
import { plainRecoveryKey } from "@/lib/accounts/second-factor/recovery-keys";
import { newTotpSecret, totpStep } from "@/lib/accounts/second-factor/totp";
import { minutes, now } from "@/lib/clock";
import { db, type Transaction } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { seal, unseal } from "@/lib/seal";

const PURPOSE = "second factor";
const SETUP_LIFE_MS = minutes(10);

/** Whether an account is asked for a second factor. */
export async function hasSecondFactor(userId: string): Promise<boolean> {
  return (await db().secondFactor.count({ where: { userId, confirmedAt: { not: null } } })) > 0;
}

/** What the owner sees of the second factor. `since` undefined: off. */
export type SecondFactorState = { since: Date | undefined; keysLeft: number };

export async function secondFactorState(userId: string): Promise<SecondFactorState> {
  const [row, keysLeft] = await Promise.all([
    db().secondFactor.findUnique({ where: { userId }, select: { confirmedAt: true } }),
    db().recoveryKey.count({ where: { userId, usedAt: null } }),
  ]);
  return { since: row?.confirmedAt ?? undefined, keysLeft };
}

/** A setup opens for the sign-in that began it only, so that no other secret is confirmed by mistake. */
const pendingOwner = (userId: string, sessionId: string) => `${userId} ${sessionId}`;

async function pending(userId: string, sessionId: string): Promise<{ secret: string; sealed: string } | undefined> {
  const row = await db().secondFactor.findUnique({ where: { userId } });
  if (!row || row.confirmedAt || now().getTime() - row.createdAt.getTime() > SETUP_LIFE_MS) return undefined;
  const secret = unseal(PURPOSE, pendingOwner(userId, sessionId), row.sealed);
  return secret === undefined ? undefined : { secret, sealed: row.sealed };
}

/** The secret of a setup that this sign-in began in the last ten minutes and that is not confirmed yet. */
export async function pendingSecret(userId: string, sessionId: string): Promise<string | undefined> {
  return (await pending(userId, sessionId))?.secret;
}

/** Begins a setup with a new secret. Asks for nothing before it is confirmed; a confirmed one is left alone. */
export async function beginSecondFactor(userId: string, sessionId: string): Promise<void> {
  const sealed = seal(PURPOSE, pendingOwner(userId, sessionId), newTotpSecret());
  await db().secondFactor.createMany({ data: { userId, sealed, createdAt: now() }, skipDuplicates: true });
  await db().secondFactor.updateMany({
    where: { userId, confirmedAt: null },
    data: { sealed, createdAt: now(), lastStep: 0 },
  });
}

/** Replaces all recovery keys. @param keys as people read them; only their digests are kept */
async function replaceKeys(tx: Transaction, userId: string, keys: string[]): Promise<void> {
  await tx.recoveryKey.deleteMany({ where: { userId } });
  await tx.recoveryKey.createMany({ data: keys.map((key) => ({ userId, digest: digest(plainRecoveryKey(key)) })) });
}

/**
 * Turns the second factor on, once a code has proven that the authenticator holds the secret. Other browsers are signed
 * out: they came in without it (ASVS 7.4.3). The owner hears of it by mail.
 * @returns false when the code is wrong, or nothing was begun
 */
export async function confirmSecondFactor(
  { userId, sessionId, address }: AccountChange,
  code: string,
  keys: string[],
): Promise<boolean> {
  const begun = await pending(userId, sessionId);
  const step = begun ? totpStep(begun.secret, code) : undefined;
  if (!begun || step === undefined) return false;
  return db().$transaction(async (tx) => {
    await lockAccount(tx, userId);
    // Only the very secret that the code was tried against.
    const { count } = await tx.secondFactor.updateMany({
      where: { userId, confirmedAt: null, sealed: begun.sealed },
      data: { sealed: seal(PURPOSE, userId, begun.secret), confirmedAt: now(), lastStep: step },
    });
    if (count === 0) return false;
    await replaceKeys(tx, userId, keys);
    await endOtherSessions(tx, userId, sessionId);
    await recordChange(tx, { userId, kind: "second_factor_on", address }, "secondFactorOn");
    return true;
  });
}

/** Tries a code of the authenticator. Its time step is claimed, so that no code works twice (RFC 6238 5.2). */
export async function tryAuthenticatorCode(userId: string, code: string): Promise<boolean> {
  const row = await db().secondFactor.findUnique({ where: { userId } });
  const secret = row?.confirmedAt ? unseal(PURPOSE, userId, row.sealed) : undefined;
  const step = secret ? totpStep(secret, code) : undefined;
  if (step === undefined) return false;
  return (
    (await db().secondFactor.updateMany({ where: { userId, lastStep: { lt: step } }, data: { lastStep: step } }))
      .count === 1
  );
}

/** Tries a recovery key, and uses it up; its owner hears of that by mail. */
export async function tryRecoveryKey(userId: string, input: string, address: string): Promise<boolean> {
  const where = { userId, digest: digest(plainRecoveryKey(input)), usedAt: null };
  // Wrong ones, of which there may be many, take no transaction.
  if ((await db().recoveryKey.count({ where })) === 0) return false;
  return db().$transaction(async (tx) => {
    const { count } = await tx.recoveryKey.updateMany({ where, data: { usedAt: now() } });
    if (count === 0) return false;
    const left = await tx.recoveryKey.count({ where: { userId, usedAt: null } });
    await recordChange(tx, { userId, kind: "recovery_key_used", address }, "recoveryKeyUsed", { left });
    return true;
  });
}

/**
 * Makes new recovery keys; the ones before are dead, and the owner hears of it by mail. @returns false when there is no
 * second factor
 */
export async function renewRecoveryKeys({ userId, address }: AccountChange, keys: string[]): Promise<boolean> {
  return db().$transaction(async (tx) => {
    if ((await tx.secondFactor.count({ where: { userId, confirmedAt: { not: null } } })) === 0) return false;
    await replaceKeys(tx, userId, keys);
    await recordChange(tx, { userId, kind: "recovery_keys_made", address }, "recoveryKeysMade");
    return true;
  });
}

/**
 * Turns the second factor off, recovery keys and all. Other browsers are signed out, and the owner hears of it by mail.
 * @returns false when it was off
 */
export async function removeSecondFactor({ userId, sessionId, address }: AccountChange): Promise<boolean> {
  return db().$transaction(async (tx) => {
    await lockAccount(tx, userId);
    const { count } = await tx.secondFactor.deleteMany({ where: { userId, confirmedAt: { not: null } } });
    if (count === 0) return false;
    await tx.recoveryKey.deleteMany({ where: { userId } });
    await endOtherSessions(tx, userId, sessionId);
    await recordChange(tx, { userId, kind: "second_factor_off", address }, "secondFactorOff");
    return true;
  });
}

/**
 * Seals all second factors under the present AUTH_SECRET. A setup that was not finished is forgotten.
 * @param oldSecret what opens them
 * @returns how many
 */
export async function resealSecondFactors(tx: Transaction, oldSecret: string): Promise<number> {
  await tx.secondFactor.deleteMany({ where: { confirmedAt: null } });
  let count = 0;
  for (const { userId, sealed } of await tx.secondFactor.findMany({ select: { userId: true, sealed: true } })) {
    const secret = unseal(PURPOSE, userId, sealed, oldSecret);
    if (secret === undefined) continue; // was lost before
    await tx.secondFactor.update({ where: { userId }, data: { sealed: seal(PURPOSE, userId, secret) } });
    count++;
  }
  return count;
}
