import { now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { isOnline } from "@/lib/gateway/is-online";
import { claimsOf } from "@/lib/gateway/links/claim-id";

/** A printer that is connected now, as its own calls need to know it. */
export type ConnectedPrinter = {
  printerId: string;
  /** The id that it says itself; of a claim beside another one, that of its row. */
  publicId: string;
  name: string | null;
  owned: boolean;
  octoKeyDigest: string | null;
  networkAddress: string | null;
  lastConnectedAt: Date | null;
};

/** The machines that are connected with a printer's id: one, or several while it has no owner. */
export async function getConnectedPrinters(publicId: string): Promise<ConnectedPrinter[]> {
  const rows = await db().printer.findMany({
    where: { OR: [{ publicId }, { publicId: { startsWith: claimsOf(publicId) } }] },
    orderBy: { firstSeenAt: "asc" },
  });
  return rows
    .filter((row) => isOnline(row, now()))
    .map((row) => ({
      printerId: row.id,
      publicId: row.publicId,
      name: row.name,
      owned: row.ownerId !== null,
      octoKeyDigest: row.octoKeyDigest,
      networkAddress: row.networkAddress,
      lastConnectedAt: row.lastConnectedAt,
    }));
}
