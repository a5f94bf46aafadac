import { now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { isOnline } from "@/lib/gateway/is-online";

/** A printer that is connected now, as its own calls need to know it. */
export type ConnectedPrinter = {
  printerId: string;
  name: string | null;
  owned: boolean;
  octoKeyDigest: string | null;
  networkAddress: string | null;
  lastConnectedAt: Date | null;
};

/** @returns undefined when no such printer is connected */
export async function getConnectedPrinter(publicId: string): Promise<ConnectedPrinter | undefined> {
  const row = await db().printer.findUnique({ where: { publicId } });
  if (!row || !isOnline(row, now())) return undefined;
  return {
    printerId: row.id,
    name: row.name,
    owned: row.ownerId !== null,
    octoKeyDigest: row.octoKeyDigest,
    networkAddress: row.networkAddress,
    lastConnectedAt: row.lastConnectedAt,
  };
}
