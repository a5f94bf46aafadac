import { now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { isOnline } from "@/lib/gateway/is-online";
import { saying } from "@/lib/gateway/links/own-id";

/** A printer that is connected now, as its own calls need to know it. */
export type ConnectedPrinter = {
  printerId: string;
  /** What it is called here: what it says itself, or an id of its own where another machine has that one. */
  publicId: string;
  name: string | null;
  owned: boolean;
  networkAddress: string | null;
  lastConnectedAt: Date | null;
};

/**
 * The machines that are connected and say a printer's id: as a rule one.
 * @param which of them, by a digest of the octo_key or where they are connected from
 */
export async function getConnectedPrinters(
  saidId: string,
  which: { octoKeyDigest?: string; networkAddress?: string } = {},
): Promise<ConnectedPrinter[]> {
  const rows = await db().printer.findMany({
    where: { ...saying(saidId), ...which, onlineSince: { not: null } },
    orderBy: { firstSeenAt: "asc" },
  });
  return rows
    .filter((row) => isOnline(row, now()))
    .map((row) => ({
      printerId: row.id,
      publicId: row.publicId,
      name: row.name,
      owned: row.ownerId !== null,
      networkAddress: row.networkAddress,
      lastConnectedAt: row.lastConnectedAt,
    }));
}
