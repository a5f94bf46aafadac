import { fromNow, minutes, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { holdsPerks } from "@/lib/supporters/perks-store";

/** Whoever died while settling an account is taken for dead after it. */
const LEASE_MS = minutes(1);

/** An account whose turn it is, and that no other server settles meanwhile. */
export type PerksTurn = { userId: string; lease: Date };

/** Claims accounts whose turn has come. @param order which first: those that changed just now come last by time */
export async function claimTurns(most: number, order: "oldest" | "latest"): Promise<PerksTurn[]> {
  const lease = fromNow(LEASE_MS);
  const rows = await db().$queryRaw<{ userId: string }[]>`
    UPDATE "PerksTurn" SET "dueAt" = ${lease.toISOString()}::timestamp
    WHERE "userId" IN (
      SELECT "userId" FROM "PerksTurn" WHERE "dueAt" <= ${now().toISOString()}::timestamp
      ORDER BY "dueAt" ${Prisma.raw(order === "latest" ? "DESC" : "ASC")} LIMIT ${most}::int FOR UPDATE SKIP LOCKED
    ) RETURNING "userId"`;
  return rows.map(({ userId }) => ({ userId, lease }));
}

/** Ends a turn, unless a change has called for another one since. @param next undefined: nothing comes by itself */
export async function endTurn({ userId, lease }: PerksTurn, next: Date | undefined): Promise<void> {
  const where = { userId, dueAt: lease };
  if (next) await db().perksTurn.updateMany({ where, data: { dueAt: next } });
  else await db().perksTurn.deleteMany({ where });
}

/**
 * Gives a turn to every account whose note of being suspended is not true any more. Looks at all accounts: only for
 * what no row tells of, a setting that is another one now. Who never had perks and no app is not suspended.
 */
export async function turnToUnsettled(): Promise<void> {
  const holds = holdsPerks(Prisma.sql`u."id"`);
  const time = now().toISOString();
  await db().$executeRaw`
    INSERT INTO "PerksTurn" AS turn ("userId", "dueAt")
    SELECT u."id", ${time}::timestamp FROM "User" u
    WHERE (u."suspendedAt" IS NOT NULL AND ${holds})
       OR (u."suspendedAt" IS NULL AND NOT ${holds}
           AND (EXISTS (SELECT 1 FROM "Entitlement" had
                        WHERE had."userId" = u."id" AND had."startsAt" <= ${time}::timestamp)
             OR EXISTS (SELECT 1 FROM "AppConnection" c WHERE c."userId" = u."id" AND c."revokedAt" IS NULL)))
    ON CONFLICT ("userId") DO UPDATE SET "dueAt" = LEAST(turn."dueAt", EXCLUDED."dueAt")`;
}
