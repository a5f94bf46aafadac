import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { recordConnectionsResumed, recordConnectionsSuspended } from "@/lib/supporters/lapse/suspension-store";
import { isSupporter } from "@/lib/supporters/perks-store";

/** Whether an account has anything that perks could be missing for: it had some once, or has an app. */
const hadAny = async (userId: string): Promise<boolean> =>
  (await db().entitlement.count({ where: { userId, startsAt: { lte: now() } } })) > 0 ||
  (await db().appConnection.count({ where: { userId, revokedAt: null } })) > 0;

/**
 * Brings an account's note of being suspended in line with its perks, with what hangs on that. Its row is locked first,
 * so that of two servers one acts and the other finds nothing to do.
 */
export async function settleSuspension(userId: string): Promise<void> {
  if (!(await hadAny(userId))) return;
  await db().$transaction(async (tx) => {
    const [row] = await tx.$queryRaw<
      { suspendedAt: Date | null }[]
    >`SELECT "suspendedAt" FROM "User" WHERE id = ${userId} FOR UPDATE`;
    if (!row) return;
    const suspended = row.suspendedAt !== null;
    if (suspended !== (await isSupporter(userId, tx))) return;
    await tx.user.update({ where: { id: userId }, data: { suspendedAt: suspended ? null : now() } });
    await writeAuditLog({ userId, kind: suspended ? "perks_back" : "perks_paused" }, tx);
    await (suspended ? recordConnectionsResumed : recordConnectionsSuspended)(tx, userId);
  });
}
