import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { fromNow, now, seconds } from "@/lib/clock";
import { newConnectionId, newConnectionSecrets, secretDigests } from "@/lib/connections/connection-secrets";
import { endConnections, type EndedConnection } from "@/lib/connections/end-connections-store";
import type { Minted } from "@/lib/connections/mint-store";
import { endAccess } from "@/lib/db/access-changes";
import type { Transaction } from "@/lib/db/client";
import { livingConnection } from "@/lib/db/living-connection";
import { failure, ok, type Result } from "@/lib/result";
import { recordConnectionEvents } from "@/lib/webhooks/record-connection-event-store";

/** How long credentials live on that were rotated, so that what is under way comes to its end. */
const OVERLAP_MS = seconds(60);

/** Whose connection it is, as its token showed. @property address client address, normalised */
export type Rotating = {
  connectionId: string;
  consentId: string;
  appId: string;
  userId: string;
  printerId: string;
  address: string;
};

/**
 * Takes what whatever ends connections takes, in the same order: it comes before this and is seen, or sees this.
 * @returns the connection, while it lives
 */
async function hold(tx: Transaction, { connectionId, consentId, userId, printerId }: Rotating) {
  await tx.$queryRaw`SELECT 1 FROM "User" WHERE id = ${userId} FOR KEY SHARE`;
  await tx.$queryRaw`SELECT 1 FROM "Printer" WHERE id = ${printerId} FOR NO KEY UPDATE`;
  await tx.$queryRaw`SELECT 1 FROM "Consent" WHERE id = ${consentId} FOR UPDATE`;
  return tx.appConnection.findFirst({
    where: { id: connectionId, ...livingConnection(), userId, printer: { ownerId: userId } },
    include: { consent: true },
  });
}

/**
 * Ends the credentials that were given when the same ones were rotated before, if nobody used them: their answer was
 * lost.
 * @returns false when they are in use
 */
async function endLost(tx: Transaction, id: string): Promise<EndedConnection[] | undefined> {
  const ended = await endConnections(tx, { where: { id, lastUsedAt: null }, reason: "replaced", kind: null });
  return ended.length === 1 ? ended : undefined;
}

/**
 * Gives an app new credentials, in one transaction with everything that tells of it: a connection of the same consent
 * that takes the place of this one, which ends after a minute. Asked again until then, because the answer was lost, the
 * new ones end and newer ones take their place, unless they are in use.
 * @returns the only copy of the secrets
 */
export async function rotateConnection(
  rotating: Rotating,
): Promise<Result<Minted, "rotated_already" | "no_connection">> {
  const { connectionId, consentId, appId, userId, printerId, address } = rotating;
  return endAccess(async (tx) => {
    const old = await hold(tx, rotating);
    if (!old) return failure("no_connection");
    const { winnerId, mintCount, expiresAt } = old.consent;
    const lost = winnerId === null || winnerId === connectionId ? [] : await endLost(tx, winnerId);
    if (!lost) return failure("rotated_already");
    const [id, secrets, sibling] = [newConnectionId(), newConnectionSecrets(), mintCount + 1];
    const of = { consentId, appId, userId, printerId };
    await tx.appConnection.create({
      data: { id, ...of, sibling, createdAt: now(), expiresAt, ...secretDigests(secrets) },
    });
    await tx.consent.update({ where: { id: consentId }, data: { winnerId: id, mintCount: sibling } });
    const end = fromNow(OVERLAP_MS);
    if (old.rotatedAt === null)
      await tx.appConnection.update({
        where: { id: connectionId },
        data: { rotatedAt: now(), expiresAt: old.expiresAt && old.expiresAt < end ? old.expiresAt : end },
      });
    await writeAuditLog({ userId, kind: "rotated", appId, printerId, connectionId: id, address }, tx);
    await recordConnectionEvents(tx, "connection.created", [{ connectionId: id, appId, printerId }]);
    return ok({ id, sibling, secrets, expiresAt, replaced: lost });
  });
}
