import { lockAccount } from "@/lib/accounts/account-lock-store";
import { db, type Transaction } from "@/lib/db/client";
import { digest } from "@/lib/digest";

const NO_MFA_PENDING = { mfaPendingUserId: null, mfaPendingSince: null, firstFactor: null };

/**
 * Signs all browsers of an account out but one. What could sign them in again ends with them: codes that were mailed,
 * used or not, and first factors that wait for the second factor (ASVS 7.4.3). In a transaction that has locked the
 * account.
 * @param keep session that stays; undefined: none does @returns how many there were
 */
export async function endOtherSessions(tx: Transaction, userId: string, keep: string | undefined): Promise<number> {
  const { email } = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { email: true } });
  const kept = keep ? await tx.session.findFirst({ where: { id: keep, userId }, select: { byCode: true } }) : null;
  await endCodesTo(tx, email, kept?.byCode ?? undefined);
  await tx.journey.updateMany({ where: { mfaPendingUserId: userId }, data: NO_MFA_PENDING });
  // Whichever browser was meant to go: the next sign-in there, as everywhere, is told by mail.
  await tx.knownBrowser.deleteMany({ where: { userId } });
  return (await tx.session.deleteMany({ where: { userId, ...(keep && { id: { not: keep } }) } })).count;
}

/**
 * Kills the sign-in codes that were mailed to an address.
 * @param keep digest of the one that made the session that stays
 */
export async function endCodesTo(tx: Transaction, email: string, keep?: string): Promise<void> {
  await tx.oneTimeCode.deleteMany({
    where: { purpose: "sign_in", email, ...(keep !== undefined && { codeDigest: { not: keep } }) },
  });
}

/** {@link endOtherSessions} by itself: "Sign out all other devices". */
export async function signOutOthers(userId: string, keep: string): Promise<number> {
  return db().$transaction(async (tx) => ((await lockAccount(tx, userId)) ? endOtherSessions(tx, userId, keep) : 0));
}

/** Ends what a browser's journeys could sign in to one account with. */
async function endWaysBack(tx: Transaction, userId: string, browserDigest: string): Promise<void> {
  const user = await tx.user.findUnique({ where: { id: userId }, select: { email: true } });
  await tx.oneTimeCode.deleteMany({
    where: { purpose: "sign_in", email: user?.email ?? "", journey: { browserDigest } },
  });
  await tx.journey.updateMany({ where: { browserDigest, mfaPendingUserId: userId }, data: NO_MFA_PENDING });
  await tx.session.deleteMany({ where: { userId, browserDigest } });
}

/**
 * Signs one browser of an account out, with all that its journeys could sign in again with.
 * @param options.isOwn it signs itself out, and stays known
 * @returns false when the session is not this account's
 */
export async function endSession(userId: string, sessionId: string, { isOwn = false } = {}): Promise<boolean> {
  return db().$transaction(async (tx) => {
    await lockAccount(tx, userId);
    const session = await tx.session.findFirst({ where: { id: sessionId, userId }, select: { browserDigest: true } });
    if (!session) return false;
    await tx.session.delete({ where: { id: sessionId } });
    if (!isOwn) await tx.knownBrowser.deleteMany({ where: { userId } });
    if (session.browserDigest !== null) await endWaysBack(tx, userId, session.browserDigest);
    return true;
  });
}

/**
 * Signs this browser out. The codes and first factors of all its journeys end, whoever's: whoever comes next can use
 * none.
 * @param token of the sign-in, where there is one @param browser the secret of its cookie, where there is one
 */
export async function endThisBrowser(token: string | undefined, browser: string | undefined): Promise<void> {
  const row = token
    ? await db().session.findUnique({ where: { sessionToken: digest(token) }, select: { id: true, userId: true } })
    : null;
  if (row) await endSession(row.userId, row.id, { isOwn: true });
  if (!browser) return;
  const browserDigest = digest(browser);
  await db().oneTimeCode.deleteMany({ where: { purpose: "sign_in", journey: { browserDigest } } });
  await db().journey.updateMany({
    where: { browserDigest, mfaPendingUserId: { not: null } },
    data: NO_MFA_PENDING,
  });
}
