import { days, fromNow, now } from "@/lib/clock";
import { db, type Transaction } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { env } from "@/lib/env";

/** Perks that ended by themselves after this time still hold: the grace period, in this one place. */
export const graceLine = (): Date => fromNow(-days(env().payments.graceDays));

/**
 * The condition "this account has Supporter Perks now", for questions to the database that ask much else too.
 * @param userId the column that holds the account's id, for example `Prisma.sql`c."userId"``
 */
export function holdsPerks(userId: Prisma.Sql): Prisma.Sql {
  if (env().payments.everyoneSupports) return Prisma.sql`TRUE`;
  // The columns hold UTC without a zone; a text is read the same way, whatever the database's own zone is.
  return Prisma.sql`EXISTS (SELECT 1 FROM "Entitlement" e WHERE e."userId" = ${userId} AND e."revokedAt" IS NULL
    AND e."startsAt" <= ${now().toISOString()}::timestamp AND e."endsAt" > ${graceLine().toISOString()}::timestamp)`;
}

/**
 * When the perks that an account has now end at the latest, as far as is known; NULL without any. For questions as
 * above. @param userId as above
 */
export function perksEnd(userId: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(SELECT max(e."endsAt") FROM "Entitlement" e WHERE e."userId" = ${userId}
    AND e."revokedAt" IS NULL AND e."startsAt" <= ${now().toISOString()}::timestamp)`;
}

/** The moment from which perks that end then hold no more; undefined: they hold whatever is written. */
export const perksHoldUntil = (endsAt: Date | null): Date | undefined =>
  env().payments.everyoneSupports || !endsAt ? undefined : new Date(endsAt.getTime() + days(env().payments.graceDays));

/** Whether the account has Supporter Perks now, the grace period included. */
export async function isSupporter(userId: string, tx: Transaction = db()): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ holds: boolean }[]>`SELECT ${holdsPerks(Prisma.sql`${userId}`)} AS "holds"`;
  return row?.holds === true;
}
