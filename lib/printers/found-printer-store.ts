import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { now } from "@/lib/clock";
import { db, type Transaction } from "@/lib/db/client";
import type { PrinterFault } from "@/lib/gateway/handshake/judge-program";
import { isOnline } from "@/lib/gateway/is-online";
import { claimsOf, publicIdOfClaim } from "@/lib/gateway/links/claim-id";
import { platformOf, type Platform } from "@/lib/octostream/platforms";
import { printerFault } from "@/lib/printers/printer-store";

/** A printer that an account found, before it is the account's: enough to recognise it. */
export type FoundPrinter = {
  platform: Platform;
  online: boolean;
  lastSeenAt: Date | null;
  firstSeenAt: Date;
  /** Last part of its LAN address, such as `.20`; undefined when it told none. */
  addressEnding: string | undefined;
  /** Why apps could not use it although it is online. */
  fault: PrinterFault | undefined;
  /** It is connected by one of Obico's agents. */
  isAgent: boolean;
  /** Normalised address that it is connected from. */
  networkAddress: string | undefined;
};

/** By its code, or by the line that was run beside it for a page of this account. */
const reservedFor = (userId: string) => ({
  ownerId: null,
  OR: [
    { linkingCode: { foundById: userId, expiresAt: { gt: now() } } },
    { setupTokens: { some: { userId, voidedAt: null, expiresAt: { gt: now() }, journey: { endedAt: null } } } },
  ],
});

/** The printer that this account found by its code or its line, while that works. */
export async function getFoundPrinter(printerId: string, userId: string): Promise<FoundPrinter | undefined> {
  const row = await db().printer.findFirst({ where: { id: printerId, ...reservedFor(userId) } });
  if (!row) return undefined;
  const ending = row.lanIp ? /[.:][^.:]*$/.exec(row.lanIp)?.[0] : undefined;
  return {
    platform: platformOf(row.platform),
    online: isOnline(row, now()),
    lastSeenAt: row.lastSeenAt,
    firstSeenAt: row.firstSeenAt,
    addressEnding: ending,
    fault: printerFault(row),
    isAgent: row.isAgent,
    networkAddress: row.networkAddress ?? undefined,
  };
}

/**
 * Makes a found printer the account's: one claim of the row, then the rest, in one transaction. Its code dies with it.
 * @returns ids of rows whose claim of the printer's id is over with it; undefined when another account has it, or the
 * code is too old
 */
export async function claimFoundPrinter(input: {
  printerId: string;
  userId: string;
  name: string;
  address: string;
}): Promise<string[] | undefined> {
  const { printerId, userId, name, address } = input;
  return db()
    .$transaction(async (tx) => {
      const over = await settleClaims(tx, printerId);
      if (!over) return undefined;
      const { count } = await tx.printer.updateMany({
        where: { id: printerId, ...reservedFor(userId) },
        data: { ownerId: userId, name, claimedAt: now() },
      });
      if (count === 0) throw new ClaimLost();
      await tx.linkingCode.deleteMany({ where: { printerId } });
      await tx.setupToken.deleteMany({ where: { printerId } });
      await writeAuditLog({ userId, kind: "printer_added", printerId, address }, tx);
      return over;
    })
    .catch((error: unknown) => {
      if (error instanceof ClaimLost) return undefined;
      throw error;
    });
}

/** Takes back what was settled for a claim that came to nothing. */
class ClaimLost extends Error {}

/**
 * Of several machines that say one id, this one gets it: the others' rows go, and this one's has the id itself.
 * @returns ids of rows that are over or have another id now; undefined when an owner has the id
 */
async function settleClaims(tx: Transaction, printerId: string): Promise<string[] | undefined> {
  const claim = await tx.printer.findUnique({ where: { id: printerId }, select: { publicId: true } });
  if (!claim) return undefined;
  const publicId = publicIdOfClaim(claim.publicId);
  const others = await tx.printer.findMany({
    where: { id: { not: printerId }, OR: [{ publicId }, { publicId: { startsWith: claimsOf(publicId) } }] },
    select: { id: true, publicId: true, ownerId: true },
  });
  if (others.some(({ ownerId }) => ownerId !== null)) return undefined;
  await tx.printer.deleteMany({ where: { id: { in: others.map(({ id }) => id) }, ownerId: null } });
  if (claim.publicId === publicId) return others.map((other) => other.publicId);
  await tx.printer.update({ where: { id: printerId }, data: { publicId } });
  return [claim.publicId, ...others.map((other) => other.publicId)];
}
