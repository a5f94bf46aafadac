import { endCodes } from "@/lib/connections/end-codes-store";
import { endConnections, type EndedConnection } from "@/lib/connections/end-connections-store";
import { endAccess } from "@/lib/db/access-changes";
import { db } from "@/lib/db/client";
import { livingConnection } from "@/lib/db/living-connection";

/** An app that an account let use a printer. Siblings of one consent are one. */
export type ConnectedApp = { consentId: string; appName: string; since: Date; lastUsedAt: Date | null };

/** The apps that can use a printer of an account now, newest first. */
export async function listConnectedApps(userId: string, printerId: string): Promise<ConnectedApp[]> {
  const rows = await db().consent.findMany({
    where: { userId, printerId, connections: { some: livingConnection() } },
    orderBy: { createdAt: "desc" },
    include: {
      app: { select: { name: true } },
      connections: {
        where: livingConnection(),
        orderBy: { lastUsedAt: { sort: "desc", nulls: "last" } },
        take: 1,
        select: { lastUsedAt: true },
      },
    },
  });
  return rows.map((row) => ({
    consentId: row.id,
    appName: row.app.name,
    since: row.createdAt,
    lastUsedAt: row.connections[0]?.lastUsedAt ?? null,
  }));
}

/** The sign-ins in which living connections were consented to. @returns their ids */
export async function sessionsOfConsents(
  which: { consentId: string } | { appId: string },
  userId: string,
): Promise<string[]> {
  const consents = await db().consent.findMany({
    where: {
      ...("consentId" in which ? { id: which.consentId } : { appId: which.appId }),
      userId,
      sessionId: { not: null },
      connections: { some: { revokedAt: null } },
    },
    select: { sessionId: true },
  });
  return [...new Set(consents.flatMap(({ sessionId }) => sessionId ?? []))];
}

/**
 * Revokes connections of an account in one transaction, and the codes that could give more; from then on they answer
 * 604 (docs/app-contract.md#4-app-apis).
 * @param input.where which of the account's; whatever it says, no other account's @param input.byApp it was the app
 * that gave it back
 */
export async function revokeConnections(input: {
  where: { consentId: string } | { appId: string };
  userId: string;
  address: string;
  byApp?: boolean;
}): Promise<EndedConnection[]> {
  const { where, userId, address, byApp = false } = input;
  const consent = { ...("consentId" in where ? { id: where.consentId } : where), userId };
  return endAccess(async (tx) => {
    // Held, so that credentials that are rotated at this moment are seen below, or are not rotated.
    await tx.consent.updateMany({ where: consent, data: { userId } });
    await endCodes(tx, consent);
    const kind = byApp ? "revoked_by_app" : "revoked";
    return endConnections(tx, { where: { ...where, userId }, reason: "user", kind, address });
  });
}
