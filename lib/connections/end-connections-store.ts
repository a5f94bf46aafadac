import { writeAuditLog, type AuditLogKind } from "@/lib/audit-log/audit-log-store";
import { fromNow, now } from "@/lib/clock";
import { SIBLINGS_WAIT_MS, type ConnectionEnd } from "@/lib/connections/connection-state";
import { endCodes } from "@/lib/connections/end-codes-store";
import { db, type Transaction } from "@/lib/db/client";
import type { Prisma } from "@/lib/db/generated/client";
import { recordConnectionEvents } from "@/lib/webhooks/record-connection-event-store";

/** A connection that has just come to its end. */
export type EndedConnection = {
  id: string;
  consentId: string;
  appId: string;
  userId: string | null;
  printerId: string | null;
};

const ENDED = { id: true, consentId: true, appId: true, userId: true, printerId: true } as const;

/** How the owner reads of it. A deleted account has no reader. */
const KINDS: Record<ConnectionEnd, AuditLogKind | undefined> = {
  user: "revoked",
  replaced: "replaced",
  printer_removed: "ended_with_printer",
  superseded: "superseded",
  expired: "expired",
  account_deleted: undefined,
};

/**
 * Why connections end.
 * @property kind of the audit log entry, where the reason says too little; null: none
 * @property address of who did it, if somebody did
 */
type HowEnded = { reason: ConnectionEnd; kind?: AuditLogKind | null; address?: string };

/**
 * What follows from an end, in its transaction: one audit log entry a consent, since siblings are one to people, and
 * one message a connection.
 */
async function recordEnds(
  tx: Transaction,
  ended: EndedConnection[],
  { reason, kind = KINDS[reason] ?? null, address }: HowEnded,
): Promise<void> {
  const consents = new Map(ended.map((connection) => [connection.consentId, connection]));
  for (const { id, appId, userId, printerId } of consents.values()) {
    if (kind && userId)
      await writeAuditLog(
        { userId, kind, appId, connectionId: id, ...(printerId && { printerId }), ...(address && { address }) },
        tx,
      );
  }
  await recordConnectionEvents(
    tx,
    "connection.revoked",
    ended.map(({ id, appId, printerId }) => ({ connectionId: id, appId, printerId, reason })),
  );
}

/**
 * Ends connections: from the commit on they answer 604 (docs/app-contract.md#4-app-apis). What runs on them is the
 * caller's to end, after the commit.
 * @param input.where which; those that ended before stay as they are
 */
export async function endConnections(
  tx: Transaction,
  { where, ...how }: { where: Prisma.AppConnectionWhereInput } & HowEnded,
): Promise<EndedConnection[]> {
  const ended = await tx.appConnection.updateManyAndReturn({
    where: { AND: [where, { revokedAt: null }] },
    data: { revokedAt: now(), revokedReason: how.reason },
    select: ENDED,
  });
  await recordEnds(tx, ended, how);
  return ended;
}

/**
 * Ends all connections of an account that is being deleted, and the codes that could give more.
 * @returns their ids, for what runs on them to be ended after the commit
 */
export async function endConnectionsOfAccount(tx: Transaction, userId: string): Promise<string[]> {
  await endCodes(tx, { userId });
  return (await endConnections(tx, { where: { userId }, reason: "account_deleted" })).map(({ id }) => id);
}

const AT_ONCE = 200;

/**
 * Writes down the end of connections whose chosen end has come, and of credentials that were rotated. They answer 604
 * from that moment on, with or without this. Several servers share the work.
 * @returns some of them; none: there are no more
 */
export async function expireConnections(): Promise<EndedConnection[]> {
  const time = now().toISOString();
  return db().$transaction(async (tx) => {
    const ended = await tx.$queryRaw<(EndedConnection & { rotated: boolean })[]>`
      UPDATE "AppConnection" SET "revokedAt" = "expiresAt",
        "revokedReason" = (CASE WHEN "rotatedAt" IS NULL THEN 'expired' ELSE 'replaced' END)::"ConnectionEnd"
      WHERE "id" IN (
        SELECT "id" FROM "AppConnection" WHERE "revokedAt" IS NULL AND "expiresAt" <= ${time}::timestamp
        ORDER BY "expiresAt" LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED
      ) RETURNING "id", "consentId", "appId", "userId", "printerId", "rotatedAt" IS NOT NULL AS "rotated"`;
    const rotated = ended.filter((connection) => connection.rotated);
    await recordEnds(
      tx,
      ended.filter((connection) => !connection.rotated),
      { reason: "expired" },
    );
    // The owner read of it when it was rotated.
    await recordEnds(tx, rotated, { reason: "replaced", kind: null });
    return ended;
  });
}

/**
 * The same for siblings that were not used in their first day: only the newest lives on (ASVS 10.4.2).
 * @returns as above
 */
export async function supersedeWaiting(): Promise<EndedConnection[]> {
  const [time, before] = [now().toISOString(), fromNow(-SIBLINGS_WAIT_MS).toISOString()];
  return db().$transaction(async (tx) => {
    const ended = await tx.$queryRaw<EndedConnection[]>`
      UPDATE "AppConnection" SET "revokedAt" = ${time}::timestamp, "revokedReason" = 'superseded'
      WHERE "id" IN (
        SELECT c."id" FROM "AppConnection" c JOIN "Consent" s ON s."id" = c."consentId"
        WHERE s."winnerId" IS NULL AND s."mintCount" > 1 AND s."createdAt" <= ${before}::timestamp
          AND c."revokedAt" IS NULL AND c."sibling" < s."mintCount"
        LIMIT ${AT_ONCE} FOR UPDATE OF c SKIP LOCKED
      ) RETURNING "id", "consentId", "appId", "userId", "printerId"`;
    await recordEnds(tx, ended, { reason: "superseded" });
    return ended;
  });
}
