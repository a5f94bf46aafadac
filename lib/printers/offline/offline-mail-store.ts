import { days, fromNow, minutes, now, seconds } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { isOnline } from "@/lib/gateway/is-online";

/** How long a printer is away until its owner hears of it: one that restarts is back by then. */
export const AWAY_MS = minutes(5);
/** An absence that began longer ago is no news. */
const STALE_MS = days(1);
/** Between two looks of a watch that goes on. */
const BREAK_MS = seconds(150);

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

/** Claims the printers that a mail is due about: each absence once, whichever server comes first. */
export async function claimAwayPrinters(): Promise<AwayPrinter[]> {
  return db().$queryRaw<AwayPrinter[]>`
    UPDATE "OfflineMail" AS mail SET "toldAt" = ${now()}
    FROM "Printer" AS printer, "User" AS owner
    WHERE printer."id" = mail."printerId" AND owner."id" = mail."userId" AND printer."ownerId" = mail."userId"
      AND printer."lastSeenAt" < ${fromNow(-AWAY_MS)} AND printer."lastSeenAt" > ${fromNow(-STALE_MS)}
      AND (mail."toldAt" IS NULL OR mail."toldAt" < printer."lastConnectedAt")
    RETURNING printer."id" AS "printerId", printer."publicId", printer."lastSeenAt", owner."id" AS "userId",
      owner."email", coalesce(nullif(printer."name", ''), left(printer."publicId", 6)) AS "name"`;
}

/** Gives claims back: the mail could not be sent. */
export async function returnAwayPrinters(printerIds: string[]): Promise<void> {
  await db().offlineMail.updateMany({ where: { printerId: { in: printerIds } }, data: { toldAt: null } });
}
