import { whenShown, type Factor } from "@/lib/accounts/every-factor";
import { minutes, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";

/** How long an authentication counts as recent (ASVS 7.5.1). */
export const RECENT_AUTH_MS = minutes(10);

/** A signed-in browser of an account. Never its token. */
export type SignedIn = {
  sessionId: string;
  device: string | null;
  address: string | null;
  createdAt: Date;
  lastSeenAt: Date;
  authenticatedAt: Date;
  /** When it last showed that the person reads the account's mail, */
  mailboxAt: Date | null;
  /** and that they hold its second factor. */
  secondFactorAt: Date | null;
};

const SEEN_EVERY_MS = minutes(5);

const signedIn = ({ id, ...row }: Omit<SignedIn, "sessionId"> & { id: string }): SignedIn => {
  const { device, address, createdAt, lastSeenAt, authenticatedAt, mailboxAt, secondFactorAt } = row;
  return { sessionId: id, device, address, createdAt, lastSeenAt, authenticatedAt, mailboxAt, secondFactorAt };
};

/** The browser that holds a session token, and notes from time to time that it was here. */
export async function touchSession(
  token: string,
  from: { device: string; address: string },
): Promise<SignedIn | undefined> {
  const row = await db().session.findUnique({ where: { sessionToken: digest(token) } });
  if (!row) return undefined;
  const stale = now().getTime() - row.lastSeenAt.getTime() > SEEN_EVERY_MS || row.device === null;
  if (stale) await db().session.updateMany({ where: { id: row.id }, data: { ...from, lastSeenAt: now() } });
  return signedIn(stale ? { ...row, ...from, lastSeenAt: now() } : row);
}

/** Whether what takes recent authentication may be done now. */
export const isRecentlyAuthenticated = ({ authenticatedAt }: Pick<SignedIn, "authenticatedAt">) =>
  now().getTime() - authenticatedAt.getTime() < RECENT_AUTH_MS;

/**
 * Notes what the person has just shown. @param counts it is a recent authentication by itself: a code by mail is none
 * where there is a second factor
 */
export async function recordAuthentication(sessionId: string, factor: Factor, counts: boolean): Promise<void> {
  const data = { ...whenShown([factor]), ...(counts && { authenticatedAt: now() }) };
  await db().session.updateMany({ where: { id: sessionId }, data });
}

/** The browsers that are signed in to an account, the one seen last first. */
export async function listSignedIn(userId: string): Promise<SignedIn[]> {
  const rows = await db().session.findMany({
    where: { userId, expires: { gt: now() } },
    orderBy: { lastSeenAt: "desc" },
  });
  return rows.map(signedIn);
}
