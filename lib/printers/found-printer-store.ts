import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { now } from "@/lib/clock";
import { db, prismaCode, type Transaction } from "@/lib/db/client";
import type { PrinterFault } from "@/lib/gateway/handshake/judge-program";
import { isOnline } from "@/lib/gateway/is-online";
import { newOwnId, saidIdOf, saying } from "@/lib/gateway/links/own-id";
import type { IdMove } from "@/lib/gateway/move-links";
import { platformOf, type Platform } from "@/lib/octostream/platforms";
import { isProposedName } from "@/lib/printers/printer-name";
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
  /** What its agent calls it. */
  saidName: string | undefined;
  /** Normalised address that it is connected from. */
  networkAddress: string | undefined;
  /** Another machine says its id too: whose it is, and whether it is anybody's, is not told. */
  contested: boolean;
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
    saidName: row.saidName ?? undefined,
    networkAddress: row.networkAddress ?? undefined,
    contested: (await db().printer.count({ where: { id: { not: row.id }, ...saying(saidIdOf(row)) } })) > 0,
  };
}

/** What a printer says itself; undefined for one that is gone. @param printerId of its row */
export async function readSaidId(printerId: string): Promise<string | undefined> {
  const row = await db().printer.findUnique({ where: { id: printerId }, select: { publicId: true, saidId: true } });
  return row ? saidIdOf(row) : undefined;
}

export type Claim = {
  printerId: string;
  userId: string;
  name: string;
  address: string;
  /** Called before the commit: nobody can send to the printer under its new id before it has it. */
  onMove(moves: IdMove[]): void;
};

async function claim(tx: Transaction, { printerId, userId, name, address, onMove }: Claim): Promise<boolean> {
  const moves = await giveSaidId(tx, printerId);
  const isNameSuggested =
    isProposedName(name) && (await tx.printer.count({ where: { id: printerId, isAgent: true, saidName: null } })) > 0;
  const { count } = await tx.printer.updateMany({
    where: { id: printerId, ...reservedFor(userId) },
    data: { ownerId: userId, name, isNameSuggested, claimedAt: now() },
  });
  if (count === 0) throw new ClaimLost();
  await tx.linkingCode.deleteMany({ where: { printerId } });
  await tx.setupToken.deleteMany({ where: { printerId } });
  await writeAuditLog({ userId, kind: "printer_added", printerId, address }, tx);
  onMove(moves);
  return true;
}

/**
 * Makes a found printer the account's: one claim of the row, then the rest, in one transaction. Its code dies with it.
 * @returns false when another account has it, or the code is too old
 */
export async function claimFoundPrinter(input: Claim): Promise<boolean> {
  const attempt = () => db().$transaction((tx) => claim(tx, input));
  // P2002: another machine got the id at this moment; the next look finds it taken.
  const again = (error: unknown) => (prismaCode(error) === "P2002" ? attempt() : Promise.reject(error as Error));
  return attempt()
    .catch(again)
    .catch((error: unknown) => {
      if (error instanceof ClaimLost) return false;
      throw error;
    });
}

/** Takes back what was settled for a claim that came to nothing. */
class ClaimLost extends Error {}

/**
 * The printer gets the id that it says itself, unless that is another one's who has an owner, or was given by us: then
 * it keeps its own. Whoever had it without an owner stays, with a code of its own, under an id of its own.
 * @returns which ids became others
 */
async function giveSaidId(tx: Transaction, printerId: string): Promise<IdMove[]> {
  const row = await tx.printer.findUnique({ where: { id: printerId }, select: { publicId: true, saidId: true } });
  if (!row || row.saidId === null) return [];
  const { publicId, saidId } = row;
  // Locked, so that of two at once the second finds an owner.
  await tx.$queryRaw`SELECT 1 FROM "Printer" WHERE "publicId" = ${saidId} FOR UPDATE`;
  const holder = await tx.printer.findUnique({ where: { publicId: saidId } });
  if (holder && (holder.ownerId !== null || holder.saidId !== null)) return [];
  const moves = [{ from: publicId, to: saidId }];
  if (holder) {
    const ownId = newOwnId();
    await tx.printer.update({ where: { id: holder.id }, data: { publicId: ownId, saidId } });
    moves.push({ from: saidId, to: ownId });
  }
  await tx.printer.update({ where: { id: printerId }, data: { publicId: saidId, saidId: null } });
  return moves;
}
