import { z } from "zod";
import { days, fromNow, now, seconds } from "@/lib/clock";
import { db, type Transaction } from "@/lib/db/client";
import { wakeJob } from "@/lib/db/wake-job";
import type { Mail } from "@/lib/mail/compose-mail";
import { randomToken } from "@/lib/random";
import { seal, unseal } from "@/lib/seal";

const PURPOSE = "queued mail";
/** What is no news any more is not told. */
const NEWS_MS = days(1);
/** Longer than any try takes; whoever died while trying is taken for dead after it. */
const LEASE_MS = seconds(60);
/** From the commit to the first try of whoever waits for it. Had it died by then, another one sends the mail. */
const HELD_MS = seconds(10);

const Content = z.object({
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  unsubscribe: z.string().optional(),
});

/** A mail that this process tries now. `attempts`: this one included. */
export type ClaimedMail = { id: string; kind: string; expiresAt: Date; attempts: number; lease: Date; sealed: string };

/**
 * A code that a mail brings: the mail ends with it, and takes the place of one that brought an earlier code.
 */
export type MailedCode = { codeId: string; expiresAt: Date };

/**
 * Writes a mail, in the transaction of what it tells about: it is sent once that is committed, and never otherwise.
 * @param kind for the log
 * @param options.code what it brings; without one it is sent within a day or not at all
 * @param options.held whoever calls sends it right after the commit (sendMailNow)
 * @returns its id
 */
export async function queueMail(
  tx: Transaction,
  kind: string,
  mail: Mail,
  { code, held = false }: { code?: MailedCode | undefined; held?: boolean } = {},
): Promise<string> {
  const id = randomToken(27);
  if (code) await tx.queuedMail.deleteMany({ where: { codeId: code.codeId } });
  await tx.queuedMail.create({
    data: {
      id,
      kind,
      sealed: seal(PURPOSE, id, JSON.stringify(mail)),
      createdAt: now(),
      expiresAt: code?.expiresAt ?? fromNow(NEWS_MS),
      nextAttemptAt: held ? fromNow(HELD_MS) : now(),
      codeId: code?.codeId ?? null,
    },
  });
  // Who holds it may die before its first try, and in the middle of it.
  for (const inMs of held ? [HELD_MS, HELD_MS + LEASE_MS] : [0]) await wakeJob(tx, "send-mails", inMs);
  return id;
}

/** Text and address of a mail; undefined when it was sealed under another AUTH_SECRET. */
export function openMail({ id, sealed }: Pick<ClaimedMail, "id" | "sealed">): Mail | undefined {
  const text = unseal(PURPOSE, id, sealed);
  return text === undefined ? undefined : Content.parse(JSON.parse(text));
}

type Row = Omit<ClaimedMail, "lease"> & { createdAt: Date };

/** Claims a mail for its first try. @returns undefined when another one has tried it, or it is gone */
export async function claimFreshMail(id: string): Promise<ClaimedMail | undefined> {
  const lease = fromNow(LEASE_MS);
  const [row] = await db().queuedMail.updateManyAndReturn({
    where: { id, attempts: 0 },
    data: { attempts: 1, nextAttemptAt: lease },
  });
  return row && { ...row, lease };
}

/**
 * Claims mails that are due, codes first: somebody waits for those. Each is pushed ahead while it is tried, so that no
 * other server tries it meanwhile, and a crash leads to another try.
 * @param room how many at most
 */
export async function claimDueMails(room: number): Promise<ClaimedMail[]> {
  const lease = fromNow(LEASE_MS);
  const rows = await db().$queryRaw<Row[]>`
    UPDATE "QueuedMail" SET "attempts" = "attempts" + 1, "nextAttemptAt" = ${lease.toISOString()}::timestamp
    WHERE "id" IN (
      SELECT "id" FROM "QueuedMail" WHERE "nextAttemptAt" <= ${now().toISOString()}::timestamp
      ORDER BY "codeId" IS NULL, "nextAttemptAt" LIMIT ${room}::int FOR UPDATE SKIP LOCKED
    ) RETURNING "id", "kind", "sealed", "createdAt", "expiresAt", "attempts"`;
  // Told in the order in which it happened, as far as that can be.
  return rows.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime()).map((row) => ({ ...row, lease }));
}

/** Ends a mail: it was sent, or is given up. Nothing of it stays. */
export async function dropMail(id: string): Promise<void> {
  await db().queuedMail.deleteMany({ where: { id } });
}

/** Has a mail tried again. Another server that has claimed it since decides by itself. */
export async function postponeMail({ id, lease }: ClaimedMail, inMs: number): Promise<void> {
  await db().$transaction(async (tx) => {
    const { count } = await tx.queuedMail.updateMany({
      where: { id, nextAttemptAt: lease },
      data: { nextAttemptAt: fromNow(inMs) },
    });
    if (count > 0) await wakeJob(tx, "send-mails", inMs);
  });
}

/** Seals all mails under the present AUTH_SECRET. @param oldSecret what opens them */
export async function resealMails(tx: Transaction, oldSecret: string): Promise<void> {
  for (const { id, sealed } of await tx.queuedMail.findMany({ select: { id: true, sealed: true } })) {
    const text = unseal(PURPOSE, id, sealed, oldSecret);
    if (text === undefined) continue; // was lost before
    await tx.queuedMail.update({ where: { id }, data: { sealed: seal(PURPOSE, id, text) } });
  }
}

/** How many mails wait to be sent, those that are tried again later included. */
export const countQueuedMails = (): Promise<number> => db().queuedMail.count();
