import { minutes, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";

/** A proof of being there (signing in, a fresh code) counts this long for what takes one (ASVS 7.5.1). */
export const PROOF_LIFE_MS = minutes(10);

/** A signed-in browser of an account. Never its token. */
export type SignedIn = {
  sessionId: string;
  device: string | null;
  address: string | null;
  createdAt: Date;
  lastSeenAt: Date;
  provenAt: Date;
};

const SEEN_EVERY_MS = minutes(5);

const signedIn = (row: {
  id: string;
  device: string | null;
  address: string | null;
  createdAt: Date;
  lastSeenAt: Date;
  provenAt: Date;
}): SignedIn => {
  const { id, device, address, createdAt, lastSeenAt, provenAt } = row;
  return { sessionId: id, device, address, createdAt, lastSeenAt, provenAt };
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

/** Whether what takes a fresh proof may be done now. */
export const isRecentlyAuthenticated = ({ provenAt }: Pick<SignedIn, "provenAt">) =>
  now().getTime() - provenAt.getTime() < PROOF_LIFE_MS;

/** Notes that the person has just proven to be there. */
export async function recordAuthentication(sessionId: string): Promise<void> {
  await db().session.updateMany({ where: { id: sessionId }, data: { provenAt: now() } });
}

/** The browsers that are signed in to an account, the one seen last first. */
export async function listSignedIn(userId: string): Promise<SignedIn[]> {
  const rows = await db().session.findMany({
    where: { userId, expires: { gt: now() } },
    orderBy: { lastSeenAt: "desc" },
  });
  return rows.map(signedIn);
}
