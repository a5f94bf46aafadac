import { lockAccount } from "@/lib/accounts/account-lock-store";
import { startSession, type Account, type ClientInfo, type SessionOrigin } from "@/lib/accounts/account-store";
import type { IdentityProviderId } from "@/lib/accounts/identities/identity-providers";
import { minutes, now } from "@/lib/clock";
import { db, type Transaction } from "@/lib/db/client";
import { findCode } from "@/lib/one-time-codes/one-time-code-store";

/**
 * What the first factor of signing in was: a code from a mail, a password, or the provider of a linked identity.
 */
export type FirstFactor = "code" | "password" | IdentityProviderId;

/**
 * What a right first factor led to; `isNew`: for the first time. Without a session token a second factor is waited for:
 * there is no session yet.
 */
export type FirstFactorResult = { account: Account; isNew: boolean; sessionToken: string | undefined };

/** How long the second factor may take after the first one. */
export const MFA_PENDING_LIFETIME_MS = minutes(10);

/** Only who reads the account's mail has its code. */
const mailboxOf = (by: FirstFactor) => (by === "code" ? ["mailbox" as const] : []);

/**
 * Starts the session that a journey leads to, and notes what made it: its browser, and its mailed code where that was
 * the first factor. What ends one ends the other.
 */
async function startSessionOf(
  tx: Transaction,
  journeyId: string,
  userId: string,
  client: ClientInfo,
  { by, ...shown }: Pick<SessionOrigin, "recentAuth" | "shown"> & { by: FirstFactor | "passkey" },
): Promise<string> {
  const journey = await tx.journey.findUniqueOrThrow({
    where: { id: journeyId },
    select: { browserDigest: true, staySignedIn: true },
  });
  const code = by === "code" ? await findCode({ purpose: "sign_in", journeyId }, tx) : undefined;
  if (code) await tx.oneTimeCode.update({ where: { id: code.id }, data: { sessionsMade: { increment: 1 } } });
  const { browserDigest, staySignedIn: stays } = journey;
  const origin = { ...shown, stays, byCode: code?.codeDigest, browserDigest };
  return startSession(userId, client, origin, tx);
}

/**
 * Who signs in does so on a page that says what they promise by it: the first time is when they accepted. A server of
 * an earlier version looks at `profileDoneAt`.
 * @returns whether it is the first time
 */
async function noteTerms(tx: Transaction, id: string): Promise<boolean> {
  await tx.user.updateMany({ where: { id, profileDoneAt: null }, data: { profileDoneAt: now() } });
  const first = await tx.user.updateMany({ where: { id, termsAcceptedAt: null }, data: { termsAcceptedAt: now() } });
  return first.count === 1;
}

/**
 * After a right first factor: signs in, or, where the account has a second factor, only notes who waits for it. A code
 * by mail never replaces a second factor (NIST SP 800-63B-4 3.1.3). The account is locked and looked at once more: a
 * password, an address or a second factor that is changed at this moment either comes before, and counts here, or
 * after, and ends what is begun here (ASVS 7.4.3).
 * @param input.stillHolds whether what was proven is still so @returns undefined when it is not, or the account is gone
 */
export async function finishFirstFactor(
  tx: Transaction,
  input: {
    journeyId: string;
    account: Account;
    by: FirstFactor;
    client: ClientInfo;
    stillHolds?: (user: { passwordHash: string | null }) => boolean;
  },
): Promise<FirstFactorResult | undefined> {
  const { journeyId, account, by, client, stillHolds = () => true } = input;
  await lockAccount(tx, account.id);
  const user = await tx.user.findUnique({ where: { id: account.id }, select: { email: true, passwordHash: true } });
  if (user?.email !== account.email || !stillHolds(user)) return undefined;
  const isNew = await noteTerms(tx, account.id);
  const needsSecondFactor =
    (await tx.secondFactor.count({ where: { userId: account.id, confirmedAt: { not: null } } })) > 0;
  // A forgotten password is only mended by the code that was asked for to mend it.
  const resetting = by === "code" ? {} : { resetting: false };
  if (needsSecondFactor) {
    await tx.journey.update({
      where: { id: journeyId },
      data: { ...resetting, mfaPendingUserId: account.id, mfaPendingSince: now(), firstFactor: by },
    });
    return { account, isNew, sessionToken: undefined };
  }
  await tx.journey.update({
    where: { id: journeyId },
    data: { ...resetting, userId: account.id, mfaPendingUserId: null },
  });
  const origin = { by, recentAuth: by === "code", shown: mailboxOf(by) };
  return { account, isNew, sessionToken: await startSessionOf(tx, journeyId, account.id, client, origin) };
}

/**
 * After a passkey that has verified its person, which is both factors at once (NIST SP 800-63B-4 2.2): signs in. In a
 * transaction that has locked the account.
 */
export async function finishPasskey(
  tx: Transaction,
  { journeyId, account, client }: { journeyId: string; account: Account; client: ClientInfo },
): Promise<FirstFactorResult> {
  await tx.journey.update({
    where: { id: journeyId },
    data: { userId: account.id, resetting: false, mfaPendingUserId: null, mfaPendingSince: null, firstFactor: null },
  });
  const sessionToken = await startSessionOf(tx, journeyId, account.id, client, { by: "passkey", recentAuth: true });
  return { account, isNew: false, sessionToken };
}

/** {@link finishFirstFactor} after a right password. @param input.passwordHash the one it was compared with */
export async function finishPasswordFactor(input: {
  journeyId: string;
  account: Account;
  client: ClientInfo;
  passwordHash: string;
}): Promise<FirstFactorResult | undefined> {
  return db().$transaction((tx) =>
    finishFirstFactor(tx, { ...input, by: "password", stillHolds: (user) => user.passwordHash === input.passwordHash }),
  );
}

/** The account whose second factor a journey waits for, and what the first one was. */
export async function findMfaPending(journeyId: string): Promise<{ userId: string; by: FirstFactor } | undefined> {
  const row = await db().journey.findUnique({
    where: { id: journeyId },
    select: { mfaPendingUserId: true, mfaPendingSince: true, firstFactor: true },
  });
  if (
    !row?.mfaPendingUserId ||
    !row.mfaPendingSince ||
    now().getTime() - row.mfaPendingSince.getTime() > MFA_PENDING_LIFETIME_MS
  )
    return undefined;
  return { userId: row.mfaPendingUserId, by: row.firstFactor ?? "code" };
}

/**
 * After a right second factor: signs in.
 * @returns the session token; undefined when the first factor is too old or another one came between
 */
export async function finishSecondFactor(
  journeyId: string,
  userId: string,
  client: ClientInfo,
): Promise<string | undefined> {
  return db().$transaction(async (tx) => {
    if (!(await lockAccount(tx, userId))) return undefined;
    const waiting = {
      id: journeyId,
      mfaPendingUserId: userId,
      mfaPendingSince: { gt: new Date(now().getTime() - MFA_PENDING_LIFETIME_MS) },
    };
    const pending = await tx.journey.findFirst({ where: waiting, select: { firstFactor: true } });
    const { count } = await tx.journey.updateMany({
      where: waiting,
      data: { mfaPendingUserId: null, mfaPendingSince: null, firstFactor: null, userId },
    });
    if (!pending || count !== 1) return undefined;
    const by = pending.firstFactor ?? "code";
    const shown = [...mailboxOf(by), "second_factor" as const];
    return startSessionOf(tx, journeyId, userId, client, { by, recentAuth: true, shown });
  });
}

/** The person wants to begin with another account. */
export async function forgetFirstFactor(journeyId: string): Promise<void> {
  await db().journey.update({
    where: { id: journeyId },
    data: { mfaPendingUserId: null, mfaPendingSince: null, firstFactor: null, email: null },
  });
}
