import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { endCodes } from "@/lib/connections/end-codes-store";
import { endConnections, type EndedConnection } from "@/lib/connections/end-connections-store";
import { endAccess } from "@/lib/db/access-changes";
import type { Transaction } from "@/lib/db/client";
import type { Prisma } from "@/lib/db/generated/client";
import { digest } from "@/lib/digest";
import { randomToken } from "@/lib/random";

/** Back to what a printer is that was never linked: the next code it shows is a new one. */
async function release(tx: Transaction, where: Prisma.PrinterWhereInput): Promise<{ id: string; publicId: string }[]> {
  const released = await tx.printer.updateManyAndReturn({
    where,
    // Without its key it cannot come back but by a whole handshake.
    data: { ownerId: null, name: null, saidName: null, isNameSuggested: false, claimedAt: null, octoKeyDigest: null },
    select: { id: true, publicId: true },
  });
  const printerId = { in: released.map(({ id }) => id) };
  await tx.linkingCode.deleteMany({ where: { printerId } });
  // An agent keeps its token for ever, so the token dies here: it is linked anew or not at all.
  await tx.printer.updateMany({
    where: { id: printerId, isAgent: true },
    data: { keyDigest: digest(randomToken(43)) },
  });
  // The next owner's page is on another host, also when that is the same person again.
  await tx.viewHost.deleteMany({ where: { printerId } });
  await tx.offlineMail.deleteMany({ where: { printerId } });
  return released;
}

type Owned = { printerId: string; userId: string; address: string };

/**
 * Ends all connections to a printer of an account, and the codes that could give more. Its row is claimed first, so
 * that a consent at this moment comes before or fails.
 */
export async function endConnectionsToPrinter({ printerId, userId, address }: Owned): Promise<EndedConnection[]> {
  return endAccess(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Printer" WHERE id = ${printerId} FOR UPDATE`;
    await endCodes(tx, { printerId, userId });
    return endConnections(tx, { where: { printerId, userId }, reason: "printer_removed", address });
  });
}

/**
 * Takes a printer out of an account, with any connection that was made since its others were ended.
 * @returns those; undefined when the printer is not the account's any more
 */
export async function releasePrinter({ printerId, userId, address }: Owned): Promise<EndedConnection[] | undefined> {
  return endAccess(async (tx) => {
    const before = await tx.printer.findFirst({ where: { id: printerId, ownerId: userId }, select: { name: true } });
    const [released] = await release(tx, { id: printerId, ownerId: userId });
    if (!released) return undefined;
    await endCodes(tx, { printerId, userId });
    const ended = await endConnections(tx, { where: { printerId, userId }, reason: "printer_removed", address });
    await writeAuditLog(
      { userId, kind: "printer_removed", printerId, address, ...(before?.name && { detail: before.name }) },
      tx,
    );
    return ended;
  });
}

/**
 * Takes all printers out of an account that is being deleted; its connections are ended apart
 * (endConnectionsOfAccount).
 * @returns their public ids, to be told after the commit (unlinkPrinter)
 */
export async function releasePrinters(tx: Transaction, userId: string): Promise<string[]> {
  return (await release(tx, { ownerId: userId })).map(({ publicId }) => publicId);
}
