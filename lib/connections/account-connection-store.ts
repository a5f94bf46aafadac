import { days, fromNow, now } from "@/lib/clock";
import { connectionState, isLiving, type ConnectionState } from "@/lib/connections/connection-state";
import { db } from "@/lib/db/client";
import type { Prisma } from "@/lib/db/generated/client";
import type { PrinterFault } from "@/lib/gateway/handshake/judge-program";
import { isOnline } from "@/lib/gateway/is-online";
import { printerFault, type PrinterRow } from "@/lib/printers/printer-store";
import { isSupporter } from "@/lib/supporters/perks-store";

/** What the owner of an account reads about a connection. Siblings of one consent are one. */
export type AccountConnection = {
  consentId: string;
  appId: string;
  appName: string;
  /** The printer, while it is the account's. */
  printer:
    { printerId: string; publicId: string; name: string; online: boolean; fault: PrinterFault | undefined } | undefined;
  since: Date;
  /** `from`: client address, normalised. Undefined: never used. */
  lastUse: { at: Date; from: string | null; by: string | null } | undefined;
  /** The end that was chosen at consent; null: none. */
  endsAt: Date | null;
  state: ConnectionState;
  /** When it ended; undefined while it lives. */
  endedAt: Date | undefined;
};

const ENDED_SHOWN_MS = days(90);
const MOST_ENDED = 50;

const WITH = {
  app: { select: { name: true } },
  connections: { orderBy: { sibling: "desc" } },
} satisfies Prisma.ConsentInclude;
type Row = Prisma.ConsentGetPayload<{ include: typeof WITH }>;
type Printers = Map<string, Pick<PrinterRow, "id" | "publicId" | "name" | "onlineSince" | "lastSeenAt" | "fault">>;

/**
 * The account's own printers only: who owns a removed one now, and how it is called there, is not shown here.
 */
async function printersOf(userId: string): Promise<Printers> {
  const rows = await db().printer.findMany({
    where: { ownerId: userId },
    select: { id: true, publicId: true, name: true, onlineSince: true, lastSeenAt: true, fault: true },
  });
  return new Map(rows.map((row) => [row.id, row]));
}

function accountConnection(row: Row, printers: Printers, supporter: boolean): AccountConnection | undefined {
  const { connections, winnerId, createdAt, app } = row;
  const [newest] = connections;
  if (!newest) return undefined;
  const states = connections.map((connection) => ({
    connection,
    state: connectionState(
      {
        ...connection,
        owned: printers.has(connection.printerId ?? ""),
        supporter,
        consent: { winnerId, createdAt, newestId: newest.id },
      },
      now(),
    ),
  }));
  // What people see is the one that lives; of several that wait the newest, and of dead ones the one that was used.
  const shown =
    states.find(({ state }) => isLiving(state)) ??
    states.find(({ connection }) => connection.id === winnerId) ??
    states[0]!;
  const used = connections
    .filter(({ lastUsedAt }) => lastUsedAt !== null)
    .sort((a, b) => Number(b.lastUsedAt) - Number(a.lastUsedAt))[0];
  const printer = printers.get(row.printerId ?? "");
  const { expiresAt, revokedAt } = shown.connection;
  return {
    consentId: row.id,
    appId: row.appId,
    appName: app.name,
    printer: printer && {
      printerId: printer.id,
      publicId: printer.publicId,
      name: printer.name || printer.publicId.slice(0, 6),
      online: isOnline(printer, now()),
      fault: printerFault(printer),
    },
    since: createdAt,
    lastUse: used?.lastUsedAt ? { at: used.lastUsedAt, from: used.lastUsedFrom, by: used.lastUsedBy } : undefined,
    endsAt: expiresAt,
    state: shown.state,
    endedAt: isLiving(shown.state) ? undefined : (revokedAt ?? expiresAt ?? createdAt),
  };
}

async function read(userId: string, where: Prisma.ConsentWhereInput): Promise<AccountConnection[]> {
  const [rows, printers, supporter] = await Promise.all([
    db().consent.findMany({ where: { AND: [where, { userId }] }, include: WITH, orderBy: { createdAt: "desc" } }),
    printersOf(userId),
    isSupporter(userId),
  ]);
  return rows.flatMap((row) => accountConnection(row, printers, supporter) ?? []);
}

/** The connections of an account that live, newest first. @param which of one app or printer only */
export async function listLivingConnections(
  userId: string,
  which: { appId?: string; printerId?: string } = {},
): Promise<AccountConnection[]> {
  const all = await read(userId, { ...which, connections: { some: { revokedAt: null } } });
  return all.filter(({ endedAt }) => endedAt === undefined);
}

/** The connections of an account that ended in the last 90 days, the latest end first; 50 at most. */
export async function listEndedConnections(userId: string): Promise<AccountConnection[]> {
  const since = fromNow(-ENDED_SHOWN_MS);
  const all = await read(userId, {
    connections: { some: { OR: [{ revokedAt: { gt: since } }, { revokedAt: null }] } },
  });
  const ended = all.filter(({ endedAt }) => endedAt !== undefined && endedAt > since);
  return ended.sort((a, b) => Number(b.endedAt) - Number(a.endedAt)).slice(0, MOST_ENDED);
}

/** One connection of an account, and the ids of its siblings; undefined for any that is not the account's. */
export async function getAccountConnection(
  userId: string,
  consentId: string,
): Promise<{ connection: AccountConnection; ids: string[] } | undefined> {
  const [connection] = await read(userId, { id: consentId });
  if (!connection) return undefined;
  const ids = await db().appConnection.findMany({ where: { consentId }, select: { id: true } });
  return { connection, ids: ids.map(({ id }) => id) };
}
