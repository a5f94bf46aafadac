import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { recordConnectionsResumed, recordConnectionsSuspended } from "@/lib/supporters/lapse/suspension-store";
import { holdsPerks, isSupporter } from "@/lib/supporters/perks-store";

const AT_ONCE = 500;

/** Accounts whose note of being suspended is not true any more. Who never had perks and no app is not suspended. */
async function unsettled(): Promise<string[]> {
  const holds = holdsPerks(Prisma.sql`u."id"`);
  const rows = await db().$queryRaw<{ id: string }[]>`
    SELECT u."id" FROM "User" u
    WHERE (u."suspendedAt" IS NOT NULL AND ${holds})
       OR (u."suspendedAt" IS NULL AND NOT ${holds}
           AND (EXISTS (SELECT 1 FROM "Entitlement" had
                        WHERE had."userId" = u."id" AND had."startsAt" <= ${now().toISOString()}::timestamp)
             OR EXISTS (SELECT 1 FROM "AppConnection" c WHERE c."userId" = u."id" AND c."revokedAt" IS NULL)))
    ORDER BY u."id" LIMIT ${AT_ONCE}`;
  return rows.map(({ id }) => id);
}

/** Settles one account. Its row is locked first, so that of two servers one acts and the other finds nothing to do. */
async function settleOne(userId: string): Promise<void> {
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

/**
 * Brings every account's note of being suspended in line with its perks, with what hangs on that. Run from time to
 * time.
 */
export async function settleSuspensions(): Promise<void> {
  for (const userId of await unsettled()) await settleOne(userId);
}
