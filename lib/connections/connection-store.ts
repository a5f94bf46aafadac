import { minutes, now } from "@/lib/clock";
import {
  connectionState,
  isLiving,
  type ConnectionFacts,
  type ConnectionState,
} from "@/lib/connections/connection-state";
import { endConnections } from "@/lib/connections/end-connections-store";
import { noteUse } from "@/lib/connections/note-use-store";
import { endAccess } from "@/lib/db/access-changes";
import { db } from "@/lib/db/client";
import { Prisma, type Printer } from "@/lib/db/generated/client";
import { isLivingConnection } from "@/lib/db/living-connection";
import { digest } from "@/lib/digest";
import { ownedPrinter, type OwnedPrinter, type PrinterRow } from "@/lib/printers/printer-store";
import { holdsPerks, perksEnd, perksHoldUntil } from "@/lib/supporters/perks-store";

/** A connection found by one of its secrets: the digests of the others, and what its state is computed from. */
export type StoredConnection = {
  id: string;
  appId: string;
  userId: string | null;
  basicUserDigest: string;
  basicPasswordDigest: string;
  bearerDigest: string;
  consentId: string;
  lastUsedAt: Date | null;
  facts: ConnectionFacts;
  printer: PrinterRow | undefined;
  /** When its owner's perks end, as far as is known; undefined: never. */
  perksUntil: Date | undefined;
};

type Row = Omit<StoredConnection, "facts" | "printer" | "perksUntil"> &
  Pick<ConnectionFacts, "revokedAt" | "revokedReason" | "rotatedAt" | "expiresAt" | "printerId"> & {
    winnerId: string | null;
    consentedAt: Date;
    newestId: string;
    supporter: boolean;
    perksEnd: Date | null;
  } & (PrinterRow & Pick<Printer, "ownerId">);

/**
 * Everything about one connection in one question to the database: this runs for each request of each app.
 * @param column which secret it is found by
 */
async function findOne(column: "tokenDigest" | "labelDigest", digest: string): Promise<StoredConnection | undefined> {
  const [row] = await db().$queryRaw<Row[]>`
    SELECT c."id", c."appId", c."userId", c."basicUserDigest", c."basicPasswordDigest",
      c."bearerDigest", c."consentId", c."lastUsedAt", c."revokedAt", c."revokedReason", c."rotatedAt",
      c."expiresAt", c."printerId",
      s."winnerId", s."createdAt" AS "consentedAt",
      (
        SELECT n."id" FROM "AppConnection" n WHERE n."consentId" = c."consentId" ORDER BY n."sibling" DESC LIMIT 1
      ) AS "newestId",
      ${holdsPerks(Prisma.sql`c."userId"`)} AS "supporter", ${perksEnd(Prisma.sql`c."userId"`)} AS "perksEnd",
      p."ownerId", p."publicId", p."saidId", p."name", p."platform", p."onlineSince", p."lastSeenAt",
      p."lastConnectedAt", p."lastDisconnectedAt", p."lanIp", p."lanHttpPort", p."pluginVersion", p."fault"
    FROM "AppConnection" c JOIN "Consent" s ON s."id" = c."consentId" LEFT JOIN "Printer" p ON p."id" = c."printerId"
    WHERE c.${Prisma.raw(`"${column}"`)} = ${digest}`;
  if (!row) return undefined;
  const { id, userId, revokedAt, revokedReason, rotatedAt, expiresAt, printerId } = row;
  const { winnerId, consentedAt, newestId, supporter } = row;
  const owned = printerId !== null && userId !== null && row.ownerId === userId;
  const facts = {
    id,
    revokedAt,
    revokedReason,
    rotatedAt,
    expiresAt,
    printerId,
    userId,
    owned,
    supporter,
    consent: { winnerId, createdAt: consentedAt, newestId },
  };
  const printer = printerId === null ? undefined : { ...row, id: printerId };
  return { ...row, facts, printer, perksUntil: perksHoldUntil(row.perksEnd) };
}

export const findByTokenDigest = (tokenDigest: string) => findOne("tokenDigest", tokenDigest);
export const findByLabelDigest = (labelDigest: string) => findOne("labelDigest", labelDigest);

/** Settles which of a consent's siblings lives: the first to be used. One statement, so that of two only one wins. */
async function claimConsent({ consentId, id }: StoredConnection): Promise<string | null> {
  return endAccess(async (tx) => {
    const { count } = await tx.consent.updateMany({ where: { id: consentId, winnerId: null }, data: { winnerId: id } });
    if (count === 0)
      return (await tx.consent.findUnique({ where: { id: consentId }, select: { winnerId: true } }))?.winnerId ?? null;
    await endConnections(tx, { where: { consentId, id: { not: id } }, reason: "superseded" });
    return id;
  });
}

/**
 * Who uses a connection, for its owner to read.
 * @property from client address, normalised
 * @property by the credentials that matched
 */
export type ConnectionUse = { from: string; by: "basic" | "bearer" | "token" };

/**
 * Uses a connection whose credentials were right: the first use of one of several siblings makes it the one that lives.
 * When, from where and by what is noted once a minute at most.
 * @returns its state now, and its printer where it lives
 */
export async function recordUse(
  found: StoredConnection,
  use: ConnectionUse,
): Promise<{ state: ConnectionState; printer: OwnedPrinter | undefined }> {
  let state = connectionState(found.facts, now());
  if (isLiving(state) && found.facts.consent.winnerId === null && (await claimConsent(found)) !== found.id)
    state = "superseded";
  if (isLiving(state) && isUnnoted(found))
    await db().appConnection.updateMany({
      where: { id: found.id },
      data: { lastUsedAt: now(), lastUsedFrom: use.from, lastUsedBy: use.by },
    });
  return { state, printer: !isLiving(state) || !found.printer ? undefined : ownedPrinter(found.printer) };
}

const isUnnoted = ({ lastUsedAt }: StoredConnection) =>
  lastUsedAt === null || now().getTime() - lastUsedAt.getTime() > minutes(1);

/** Notes a use of a connection that is known to live, once a minute at most, without waiting for the database. */
export function noteUseOf(found: StoredConnection, use: ConnectionUse): void {
  if (!isUnnoted(found)) return;
  found.lastUsedAt = now();
  noteUse(found.id, { ...use, at: found.lastUsedAt });
}

/** The state of a connection now, and its printer where it lives, without using it. */
export function lookAt(found: StoredConnection): { state: ConnectionState; printer: OwnedPrinter | undefined } {
  const state = connectionState(found.facts, now());
  return { state, printer: !isLiving(state) || !found.printer ? undefined : ownedPrinter(found.printer) };
}

/** Of these connections, the ones that may be used now: for streams that were opened while that was so. */
export async function usableConnections(ids: string[]): Promise<Set<string>> {
  const rows = await db().$queryRaw<{ id: string }[]>`
    SELECT c."id" FROM "AppConnection" c JOIN "Printer" p ON p."id" = c."printerId" AND p."ownerId" = c."userId"
    WHERE c."id" = ANY(${ids}) AND ${isLivingConnection(Prisma.sql`c`)}
      AND ${holdsPerks(Prisma.sql`c."userId"`)}`;
  return new Set(rows.map(({ id }) => id));
}

/** Row id of the printer that a journey's consent was given for. */
export async function consentedPrinter(journeyId: string): Promise<string | undefined> {
  const consent = await db().consent.findUnique({ where: { journeyId }, select: { printerId: true } });
  return consent?.printerId ?? undefined;
}

/** Name of the printer that a journey's consent was given for, while its owner still has it. */
export async function consentedPrinterName(journeyId: string): Promise<string | undefined> {
  const consent = await db().consent.findUnique({
    where: { journeyId },
    select: { printerId: true, userId: true },
  });
  if (!consent?.userId || !consent.printerId) return undefined;
  const printer = await db().printer.findFirst({
    where: { id: consent.printerId, ownerId: consent.userId },
    select: { name: true },
  });
  return printer?.name ?? undefined;
}

/** The public id of the printer that a journey's consent is for, while it is that account's. */
export async function consentedPrinterPublicId(journeyId: string, userId: string): Promise<string | undefined> {
  const consent = await db().consent.findUnique({ where: { journeyId, userId }, select: { printerId: true } });
  if (!consent?.printerId) return undefined;
  const printer = await db().printer.findFirst({
    where: { id: consent.printerId, ownerId: userId },
    select: { publicId: true },
  });
  return printer?.publicId;
}

/** Whether a connection belongs to an app in development. @param id public id, from the query of the completion page */
export async function isDevelopmentConnection(id: string): Promise<boolean> {
  if (!/^[A-Za-z0-9]{1,64}$/.test(id)) return false;
  return (await db().appConnection.count({ where: { id, app: { development: true } } })) > 0;
}

/** The same by the address of its tunnel. Any text. */
export async function isDevelopmentTunnel(endpoint: string): Promise<boolean> {
  const [, label] = /@tun-([a-z0-9]{1,59})\./.exec(endpoint.slice(0, 500)) ?? [];
  if (!label) return false;
  const where = { labelDigest: digest(label), app: { development: true } };
  return (await db().appConnection.count({ where })) > 0;
}
