import { now } from "@/lib/clock";
import { endConnections, type EndedConnection } from "@/lib/connections/end-connections-store";
import { db } from "@/lib/db/client";

/** An app that an account let use a printer. Siblings of one consent are one. */
export type ConnectedApp = { consentId: string; appName: string; since: Date; lastUsedAt: Date | null };

const living = () => ({ revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now() } }] });

/** The apps that can use a printer of an account now, newest first. */
export async function listConnectedApps(userId: string, printerId: string): Promise<ConnectedApp[]> {
  const rows = await db().consent.findMany({
    where: { userId, printerId, connections: { some: living() } },
    orderBy: { createdAt: "desc" },
    include: {
      app: { select: { name: true } },
      connections: {
        where: living(),
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

/**
 * Revokes connections of an account in one transaction; from then on they answer 604 (docs/app-contract.md#4-app-apis).
 * @param input.where which of the account's; whatever it says, no other account's
 */
export async function revokeConnections(input: {
  where: { consentId: string } | { appId: string };
  userId: string;
  address: string;
}): Promise<EndedConnection[]> {
  const { where, userId, address } = input;
  return db().$transaction((tx) => endConnections(tx, { where: { ...where, userId }, reason: "user", address }));
}
