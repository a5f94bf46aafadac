import { isLiving } from "@/lib/accounts/session-adapter-store";
import { SESSION_MS } from "@/lib/accounts/session-adapter-store";
import { fromNow, now, seconds } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { randomLabel, randomToken } from "@/lib/random";

/** A ticket is used by the page that it was written into, at once. */
export const TICKET_MS = seconds(30);

/** Who is on a printer's own page. */
export type View = { viewId: string; userId: string; publicId: string };

type Asker = { publicId: string; userId: string; sessionId: string };

/**
 * Makes a ticket to a printer's own page, and the host that the page is on if there is none yet.
 * @param asker the account and its sign-in
 * @returns undefined when the printer is not the account's
 */
export async function issueTicket(asker: Asker): Promise<{ label: string; ticket: string } | undefined> {
  const { publicId, userId, sessionId } = asker;
  return db().$transaction(async (tx) => {
    // Locked: a printer that is taken out of the account at this moment keeps no host of it.
    const [printer] = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM "Printer" WHERE "publicId" = ${publicId} AND "ownerId" = ${userId} FOR UPDATE`;
    if (!printer) return undefined;
    const place = { printerId: printer.id, ownerId: userId };
    const { label } = await tx.viewHost.upsert({
      where: { printerId_ownerId: place },
      create: { ...place, label: randomLabel(26), createdAt: now() },
      update: {},
    });
    const ticket = randomToken(43);
    await tx.viewTicket.create({
      data: { ticketDigest: digest(ticket), label, sessionId, expiresAt: fromNow(TICKET_MS) },
    });
    return { label, ticket };
  });
}

/** What says whether somebody may be on a printer's page now. */
const OF_VIEW = {
  session: { select: { userId: true, endsAt: true, createdAt: true, expires: true } },
  host: { select: { ownerId: true, printer: { select: { ownerId: true, publicId: true } } } },
} as const;

type Facts = {
  expiresAt: Date;
  session: { userId: string; endsAt: Date | null; createdAt: Date; expires: Date };
  host: { ownerId: string; printer: { ownerId: string | null; publicId: string } };
};

/** The sign-in lives, and is of the account that has the printer and had it when the host was made. Pure. */
const holds = ({ expiresAt, session, host }: Facts, at: Date): boolean =>
  expiresAt > at && isLiving(session, at) && session.userId === host.ownerId && host.printer.ownerId === host.ownerId;

/**
 * Uses a ticket up.
 * @returns the cookie's token; undefined for one that was used, is too old, is for another host, or whose sign-in or
 * ownership has ended
 */
export async function redeemTicket(ticket: string, label: string): Promise<string | undefined> {
  const ticketDigest = digest(ticket);
  return db().$transaction(async (tx) => {
    const found = await tx.viewTicket.findUnique({ where: { ticketDigest }, include: OF_VIEW });
    const { count } = await tx.viewTicket.deleteMany({ where: { ticketDigest } });
    if (!found || count === 0 || found.label !== label || !holds(found, now())) return undefined;
    const token = randomToken(43);
    await tx.viewSession.create({
      data: {
        tokenDigest: digest(token),
        label,
        sessionId: found.sessionId,
        createdAt: now(),
        expiresAt: fromNow(SESSION_MS),
      },
    });
    return token;
  });
}

/** Who is on a host with one of these cookies, as of now. @param tokens of the cookies of our name */
export async function findView(label: string, tokens: string[]): Promise<View | undefined> {
  if (tokens.length === 0) return undefined;
  const rows = await db().viewSession.findMany({
    where: { label, tokenDigest: { in: tokens.map(digest) } },
    include: OF_VIEW,
  });
  const row = rows.find((one) => holds(one, now()));
  return row && { viewId: row.id, userId: row.host.ownerId, publicId: row.host.printer.publicId };
}

/** Which of these still hold, with whose they are. */
export async function livingViews(viewIds: string[]): Promise<{ viewId: string; userId: string }[]> {
  const rows = await db().viewSession.findMany({ where: { id: { in: viewIds } }, include: OF_VIEW });
  return rows.filter((row) => holds(row, now())).map(({ id, host }) => ({ viewId: id, userId: host.ownerId }));
}

/** The printer whose page is on a host, while the host is its owner's. */
export async function printerOfHost(label: string): Promise<string | undefined> {
  const host = await db().viewHost.findUnique({ where: { label }, include: { printer: true } });
  return host && host.printer.ownerId === host.ownerId ? host.printer.publicId : undefined;
}

/** Deletes what is too old to be used. */
export async function sweepViews(): Promise<void> {
  await db().viewTicket.deleteMany({ where: { expiresAt: { lt: now() } } });
  await db().viewSession.deleteMany({ where: { expiresAt: { lt: now() } } });
}
