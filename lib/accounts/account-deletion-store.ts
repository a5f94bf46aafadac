import { writeAudit, type AuditKind } from "@/lib/audit/audit-store";
import { now } from "@/lib/clock";
import { db } from "@/lib/db/client";

/** What stays of an account's trail: that there were consents, connections and perks. Without addresses, and of nobody any more. */
const KEPT: AuditKind[] = ["consented", "denied", "minted", "superseded", "revoked", "key_made", "key_revoked", "key_left", "perks_granted", "perks_revoked", "account_deleted"];

/** What an account has that goes with it, for the page that asks. */
export async function countBelongings(userId: string): Promise<{ connections: number; printers: number }> {
  const [connections, printers] = await Promise.all([
    db().consent.count({ where: { userId, connections: { some: { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now() } }] } } } }),
    db().printer.count({ where: { ownerId: userId } }),
  ]);
  return { connections, printers };
}

/**
 * Erases an account in one transaction: its connections answer 604, its printers belong to nobody, and no row holds its
 * address, name or devices any more.
 * @returns the ids of the connections that ended
 */
export async function eraseAccount(userId: string): Promise<string[]> {
  return db().$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "User" WHERE id = ${userId} FOR UPDATE`;
    const user = await tx.user.findUnique({ where: { id: userId }, select: { email: true } });
    if (!user) return [];
    const { email } = user;
    const ended = await tx.appConnection.updateManyAndReturn({ where: { userId, revokedAt: null }, data: { revokedAt: now(), revokedReason: "account_deleted" }, select: { id: true } });
    await tx.printer.updateMany({ where: { ownerId: userId }, data: { ownerId: null, name: null, claimedAt: null } });
    await tx.linkingCode.updateMany({ where: { foundById: userId }, data: { foundById: null, foundAt: null } });
    await tx.portalSession.deleteMany({ where: { OR: [{ userId }, { halfUserId: userId }, { email }, { draft: { path: ["email"], equals: email } }] } });
    await tx.mailCode.deleteMany({ where: { email } });
    await tx.accountCode.deleteMany({ where: { email } });
    await tx.appTester.deleteMany({ where: { email } });
    await tx.subscription.updateMany({ where: { userId }, data: { userId: null } });
    await tx.auditEntry.deleteMany({ where: { userId, kind: { notIn: KEPT } } });
    await tx.auditEntry.updateMany({ where: { userId }, data: { address: null, detail: null } });
    await writeAudit({ userId, kind: "account_deleted" }, tx);
    await tx.user.delete({ where: { id: userId } });
    return ended.map(({ id }) => id);
  });
}
