import { lockAccount } from "@/lib/accounts/account-lock-store";
import { writeAuditLog, type AuditLogKind } from "@/lib/audit-log/audit-log-store";
import { endConnectionsOfAccount } from "@/lib/connections/end-connections-store";
import { endAccess } from "@/lib/db/access-changes";
import { db } from "@/lib/db/client";
import { livingConnection } from "@/lib/db/living-connection";
import { releasePrinters } from "@/lib/endings/release-printers-store";
import { mailNotice } from "@/lib/mail/mail-notice";

/**
 * What stays of an account's audit log: that there were consents, connections and perks. Without addresses, and without
 * a person.
 */
const KEPT: AuditLogKind[] = [
  "consented",
  "denied",
  "minted",
  "superseded",
  "revoked",
  "revoked_by_app",
  "rotated",
  "replaced",
  "expired",
  "ended_with_printer",
  "key_made",
  "key_revoked",
  "key_left",
  "perks_granted",
  "perks_revoked",
  "account_deleted",
];

/** What an account has that goes with it, for the page that asks. */
export async function countBelongings(userId: string): Promise<{ connections: number; printers: number }> {
  const [connections, printers] = await Promise.all([
    db().consent.count({
      where: {
        userId,
        connections: { some: livingConnection() },
      },
    }),
    db().printer.count({ where: { ownerId: userId } }),
  ]);
  return { connections, printers };
}

/**
 * Ends all connections of an account: they answer 604 from now on.
 * @returns their ids, for what runs on them to be ended
 */
export async function endAllConnections(userId: string): Promise<string[]> {
  return endAccess((tx) => endConnectionsOfAccount(tx, userId));
}

/** What was the account's, to be told once it is gone. `printers`: public ids. */
export type Erased = { connections: string[]; printers: string[] };

/**
 * Erases an account in one transaction: its connections answer 604, its printers belong to no account, and no row holds
 * its address, name or devices any more. What is left of it is a mail that says so, sealed until it is sent.
 */
export async function eraseAccount(userId: string): Promise<Erased> {
  return endAccess(async (tx) => {
    await lockAccount(tx, userId);
    const user = await tx.user.findUnique({ where: { id: userId }, select: { email: true } });
    if (!user) return { connections: [], printers: [] };
    const { email } = user;
    const connections = await endConnectionsOfAccount(tx, userId);
    const printers = await releasePrinters(tx, userId);
    await tx.linkingCode.updateMany({ where: { foundById: userId }, data: { foundById: null, foundAt: null } });
    await tx.journey.deleteMany({ where: { OR: [{ userId }, { mfaPendingUserId: userId }, { email }] } });
    await tx.$executeRaw`DELETE FROM "Journey" WHERE lower(trim("draft"->>'email')) = ${email}`;
    await tx.appConnection.updateMany({ where: { userId }, data: { lastUsedFrom: null, lastUsedBy: null } });
    await tx.consent.updateMany({ where: { userId }, data: { keyName: null, keyUser: null } });
    await tx.printer.updateMany({
      where: { publicId: { in: printers } },
      data: { lanIp: null, lanHttpPort: null, networkAddress: null },
    });
    await tx.oneTimeCode.deleteMany({ where: { email } });
    await tx.appTester.deleteMany({ where: { email } });
    await tx.subscription.updateMany({ where: { userId }, data: { userId: null } });
    await tx.auditLogEntry.deleteMany({ where: { userId, kind: { notIn: KEPT } } });
    await tx.auditLogEntry.updateMany({ where: { userId }, data: { address: null, detail: null } });
    await writeAuditLog({ userId, kind: "account_deleted" }, tx);
    await mailNotice(tx, email, "accountDeleted");
    await tx.user.delete({ where: { id: userId } });
    return { connections, printers };
  });
}
