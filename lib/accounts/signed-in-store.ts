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
};

const SEEN_EVERY_MS = minutes(5);

const signedIn = (row: {
  id: string;
  device: string | null;
  address: string | null;
  createdAt: Date;
  lastSeenAt: Date;
  authenticatedAt: Date;
}): SignedIn => {
  const { id, device, address, createdAt, lastSeenAt, authenticatedAt } = row;
  return { sessionId: id, device, address, createdAt, lastSeenAt, authenticatedAt };
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

/** Notes that the person has just authenticated. */
export async function recordAuthentication(sessionId: string): Promise<void> {
  await db().session.updateMany({ where: { id: sessionId }, data: { authenticatedAt: now() } });
}

/** The browsers that are signed in to an account, the one seen last first. */
export async function listSignedIn(userId: string): Promise<SignedIn[]> {
  const rows = await db().session.findMany({
    where: { userId, expires: { gt: now() } },
    orderBy: { lastSeenAt: "desc" },
  });
  return rows.map(signedIn);
}
