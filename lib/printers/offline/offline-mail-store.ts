import { days, fromNow, hours, minutes, now, seconds } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { isOnline } from "@/lib/gateway/is-online";
import { mailOffline } from "@/lib/mail/mail-offline";

/** How long a printer is away until its owner hears of it: one that restarts is back by then. */
export const AWAY_MS = minutes(5);
/** An absence that began longer ago is no news. */
const STALE_MS = days(1);
/** Between two looks of a watch that goes on. */
const BREAK_MS = seconds(150);
/** What went longer ago was looked at, or is found by looking at all. */
const LATELY_MS = hours(1);
/** Looked at in one round; the rest has its turn in the next. */
const AT_ONCE = 1000;

/** A printer that is away, for one mail. */
export type AwayPrinter = {
  printerId: string;
  publicId: string;
  name: string;
  lastSeenAt: Date;
  userId: string;
  email: string;
};

type Choice = { publicId: string; userId: string; wanted: boolean };

/**
 * Turns the mails about a printer on or off. An absence that has begun already is no news.
 * @returns false when the printer is not the account's
 */
export async function chooseOfflineMail({ publicId, userId, wanted }: Choice): Promise<boolean> {
  return db().$transaction(async (tx) => {
    // Locked: a printer that is taken out of the account at this moment keeps no wish of it.
    const [row] = await tx.$queryRaw<{ id: string; onlineSince: Date | null; lastSeenAt: Date | null }[]>`
      SELECT id, "onlineSince", "lastSeenAt" FROM "Printer"
      WHERE "publicId" = ${publicId} AND "ownerId" = ${userId} FOR UPDATE`;
    if (!row) return false;
    const toldAt = isOnline(row, now()) ? null : now();
    const chosen = { userId, toldAt, createdAt: now() };
    if (!wanted) await tx.offlineMail.deleteMany({ where: { printerId: row.id } });
    else await tx.offlineMail.createMany({ data: { printerId: row.id, ...chosen }, skipDuplicates: true });
    return true;
  });
}

/** Whether the owner of a printer wants a mail when it goes offline. */
export async function wantsOfflineMail(printerId: string, userId: string): Promise<boolean> {
  return (await db().offlineMail.count({ where: { printerId, userId } })) > 0;
}

/**
 * Notes that printers are looked after now.
 * @returns since when they are without a break, by this server or another: while none was there, or the database was
 * not, nobody saw printers come and go
 */
export async function keepWatch(): Promise<Date> {
  const [watch] = await db().$queryRaw<{ since: Date }[]>`
    INSERT INTO "OfflineWatch" AS watch ("id", "since", "lastAt") VALUES (1, ${now()}, ${now()})
    ON CONFLICT ("id") DO UPDATE SET
      "since" = CASE WHEN watch."lastAt" < ${fromNow(-BREAK_MS)} THEN EXCLUDED."since" ELSE watch."since" END,
      "lastAt" = EXCLUDED."lastAt"
    RETURNING "since"`;
  return watch?.since ?? now();
}

/** Of the absences that a mail is asked for: those that are news, and that nobody was told of. */
const isDue = () => Prisma.sql`
  printer."ownerId" = mail."userId"
  AND printer."lastSeenAt" < ${fromNow(-AWAY_MS)} AND printer."lastSeenAt" > ${fromNow(-STALE_MS)}
  AND (mail."toldAt" IS NULL OR mail."toldAt" < printer."lastConnectedAt")`;

/**
 * The printers that a mail is due about, with their owners.
 * @param which "gone": that said goodbye within the last hour, which an index finds; "all": also those whose server
 * went with them, for which all wishes are looked through
 */
export async function awayPrinters(which: "gone" | "all"): Promise<AwayPrinter[]> {
  const gone = Prisma.sql`AND printer."lastDisconnectedAt" > ${fromNow(-LATELY_MS)}`;
  return db().$queryRaw<AwayPrinter[]>`
    SELECT printer."id" AS "printerId", printer."publicId", printer."lastSeenAt", owner."id" AS "userId",
      owner."email", coalesce(nullif(printer."name", ''), left(printer."publicId", 6)) AS "name"
    FROM "OfflineMail" AS mail JOIN "Printer" AS printer ON printer."id" = mail."printerId"
      JOIN "User" AS owner ON owner."id" = mail."userId"
    WHERE ${isDue()} ${which === "gone" ? gone : Prisma.empty} ORDER BY printer."lastSeenAt" LIMIT ${AT_ONCE}::int`;
}

/**
 * Claims absences of one owner's printers, each once, whichever server comes first, and mails about some of them.
 * @param told those that the mail is about, if they are claimed now
 * @returns the ids of those that the mail is about
 */
export async function tellOfAbsences(away: AwayPrinter[], told: AwayPrinter[]): Promise<string[]> {
  return db().$transaction(async (tx) => {
    const claimed = await tx.$queryRaw<{ printerId: string }[]>`
      UPDATE "OfflineMail" AS mail SET "toldAt" = ${now()} FROM "Printer" AS printer
      WHERE mail."printerId" = ANY(${away.map(({ printerId }) => printerId)}) AND printer."id" = mail."printerId"
        AND ${isDue()} RETURNING mail."printerId"`;
    const news = told.filter(({ printerId }) => claimed.some((row) => row.printerId === printerId));
    const [first] = news;
    if (first) await mailOffline(tx, first.email, news);
    return news.map(({ printerId }) => printerId);
  });
}
