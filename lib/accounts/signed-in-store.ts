import { minutes, now } from "@/lib/clock";
import { db, type Transaction } from "@/lib/db/client";
import { digest } from "@/lib/digest";

/** A proof of being there (signing in, a fresh code) counts this long for what takes one (ASVS 7.5.1). */
export const PROOF_LIFE_MS = minutes(10);

/** A signed-in browser of an account. Never its token. */
export type SignedIn = { sessionId: string; device: string | null; address: string | null; createdAt: Date; lastSeenAt: Date; provenAt: Date };

const SEEN_EVERY_MS = minutes(5);

const signedIn = (row: { id: string; device: string | null; address: string | null; createdAt: Date; lastSeenAt: Date; provenAt: Date }): SignedIn => {
  const { id, device, address, createdAt, lastSeenAt, provenAt } = row;
  return { sessionId: id, device, address, createdAt, lastSeenAt, provenAt };
};

/** The browser that holds a session token, and notes from time to time that it was here. */
export async function seeSession(token: string, from: { device: string; address: string }): Promise<SignedIn | undefined> {
  const row = await db().session.findUnique({ where: { sessionToken: digest(token) } });
  if (!row) return undefined;
  const stale = now().getTime() - row.lastSeenAt.getTime() > SEEN_EVERY_MS || row.device === null;
  if (stale) await db().session.updateMany({ where: { id: row.id }, data: { ...from, lastSeenAt: now() } });
  return signedIn(stale ? { ...row, ...from, lastSeenAt: now() } : row);
}

/** Whether what takes a fresh proof may be done now. */
export const isFresh = ({ provenAt }: Pick<SignedIn, "provenAt">) => now().getTime() - provenAt.getTime() < PROOF_LIFE_MS;

/** Notes that the person has just proven to be there. */
export async function noteProof(sessionId: string): Promise<void> {
  await db().session.updateMany({ where: { id: sessionId }, data: { provenAt: now() } });
}

/** The browsers that are signed in to an account, the one seen last first. */
export async function listSignedIn(userId: string): Promise<SignedIn[]> {
  const rows = await db().session.findMany({ where: { userId, expires: { gt: now() } }, orderBy: { lastSeenAt: "desc" } });
  return rows.map(signedIn);
}

/** Signs one browser of an account out. @returns false when it is not this account's */
export async function endSignedIn(userId: string, sessionId: string): Promise<boolean> {
  return (await db().session.deleteMany({ where: { id: sessionId, userId } })).count === 1;
}

/** Signs all browsers of an account out but one, those included that wait for the second factor (ASVS 7.4.3). In a transaction that has locked the account. @param keep undefined: all of them @returns how many there were */
export async function endOtherSessions(userId: string, keep: string | undefined, tx: Transaction = db()): Promise<number> {
  await tx.portalSession.updateMany({ where: { halfUserId: userId }, data: { halfUserId: null, halfAt: null, halfBy: null } });
  return (await tx.session.deleteMany({ where: { userId, ...(keep && { id: { not: keep } }) } })).count;
}
