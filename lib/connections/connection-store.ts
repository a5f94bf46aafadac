import { writeAudit } from "@/lib/audit/audit-store";
import { minutes, now } from "@/lib/clock";
import { connectionState, type ConnectionState } from "@/lib/connections/connection-state";
import { db } from "@/lib/db/client";
import type { Prisma } from "@/lib/db/generated/client";
import { ownedPrinter, type OwnedPrinter } from "@/lib/printers/printer-store";
import { isSupporter } from "@/lib/supporters/entitlement-store";

/** A connection found by one of its secrets, before its state is known. */
export type StoredConnection = { id: string; appId: string; userId: string | null; basicUserDigest: string; basicPasswordDigest: string; bearerDigest: string };

const found = { id: true, appId: true, userId: true, basicUserDigest: true, basicPasswordDigest: true, bearerDigest: true } satisfies Prisma.AppConnectionSelect;

export async function findByTokenDigest(tokenDigest: string): Promise<StoredConnection | undefined> {
  return (await db().appConnection.findUnique({ where: { tokenDigest }, select: found })) ?? undefined;
}

export async function findByLabelDigest(labelDigest: string): Promise<StoredConnection | undefined> {
  return (await db().appConnection.findUnique({ where: { labelDigest }, select: found })) ?? undefined;
}

/** Settles which of a consent's siblings lives: the first to be used. One statement, so that of two only one wins. */
async function claimConsent(consentId: string, id: string, userId: string | null): Promise<string | null> {
  return db().$transaction(async (tx) => {
    const { count } = await tx.consent.updateMany({ where: { id: consentId, winnerId: null }, data: { winnerId: id } });
    if (count === 0) return (await tx.consent.findUnique({ where: { id: consentId }, select: { winnerId: true } }))?.winnerId ?? null;
    const others = { consentId, id: { not: id }, revokedAt: null };
    const superseded = await tx.appConnection.updateMany({ where: others, data: { revokedAt: now(), revokedReason: "superseded" } });
    if (superseded.count > 0 && userId) await writeAudit({ userId, kind: "superseded", connectionId: id }, tx);
    return id;
  });
}

/**
 * Uses a connection whose credentials were right: the first use of one of several siblings makes it the one that lives.
 * @returns its state now, and its printer where it lives
 */
export async function useConnection(id: string): Promise<{ state: ConnectionState; printer: OwnedPrinter | undefined }> {
  const row = await db().appConnection.findUnique({
    where: { id },
    include: { printer: true, consent: { select: { winnerId: true, createdAt: true, connections: { orderBy: { sibling: "desc" }, take: 1, select: { id: true } } } } },
  });
  if (!row) return { state: "dead", printer: undefined };
  const { consent, printer } = row;
  const facts = {
    ...row,
    owned: printer !== null && row.userId !== null && printer.ownerId === row.userId,
    supporter: row.userId !== null && (await isSupporter(row.userId)),
    consent: { winnerId: consent.winnerId, createdAt: consent.createdAt, newestId: consent.connections[0]?.id ?? id },
  };
  let state = connectionState(facts, now());
  if (state !== "dead" && consent.winnerId === null && (await claimConsent(row.consentId, id, row.userId)) !== id) state = "dead";
  const unnoted = row.lastUsedAt === null || now().getTime() - row.lastUsedAt.getTime() > minutes(1);
  if (state !== "dead" && unnoted) await db().appConnection.updateMany({ where: { id }, data: { lastUsedAt: now() } });
  return { state, printer: state === "dead" || !printer ? undefined : ownedPrinter(printer) };
}

/** Row id of the printer that a journey's consent was given for. */
export async function consentedPrinter(portalSessionId: string): Promise<string | undefined> {
  return (await db().consent.findUnique({ where: { portalSessionId }, select: { printerRowId: true } }))?.printerRowId;
}

/** Name of the printer that a journey's consent was given for, while its owner still has it. */
export async function consentedPrinterName(portalSessionId: string): Promise<string | undefined> {
  const consent = await db().consent.findUnique({ where: { portalSessionId }, select: { printerRowId: true, userId: true } });
  if (!consent?.userId) return undefined;
  const printer = await db().printer.findFirst({ where: { id: consent.printerRowId, ownerId: consent.userId }, select: { name: true } });
  return printer?.name ?? undefined;
}

/** Whether a connection belongs to an app in development. @param id public id, from the query of the completion page */
export async function isDevelopmentConnection(id: string): Promise<boolean> {
  if (!/^[A-Za-z0-9]{1,64}$/.test(id)) return false;
  return (await db().appConnection.count({ where: { id, app: { development: true } } })) > 0;
}
