import { fromNow, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { LINKING_CODE_LIFE_MS, linkingCodeDigest } from "@/lib/printers/linking-code";

/** Keeps a printer's new code and, in one statement, kills the one before. Only the digest is stored. */
export async function keepLinkingCode(printerRowId: string, code: string, askedByPrinter: boolean): Promise<void> {
  const fresh = { codeDigest: linkingCodeDigest(code), createdAt: now(), expiresAt: fromNow(LINKING_CODE_LIFE_MS), askedByPrinter, foundById: null, foundAt: null };
  await db().linkingCode.upsert({ where: { printerId: printerRowId }, create: { printerId: printerRowId, ...fresh }, update: fresh });
}

/** Whether the printer itself shows a code that still works. */
export async function showsOwnCode(printerRowId: string): Promise<boolean> {
  const count = await db().linkingCode.count({ where: { printerId: printerRowId, askedByPrinter: true, expiresAt: { gt: now() } } });
  return count > 0;
}

/**
 * Reserves the printer that shows a code for the account that typed it: from then on nobody else can use this code. The
 * same account may type it again. @returns the printer's row id; undefined when no unowned printer has this code now
 */
export async function reserveByCode(code: string, userId: string): Promise<string | undefined> {
  const codeDigest = linkingCodeDigest(code);
  const { count } = await db().linkingCode.updateMany({
    where: { codeDigest, expiresAt: { gt: now() }, printer: { ownerId: null }, OR: [{ foundById: null }, { foundById: userId }] },
    data: { foundById: userId, foundAt: now() },
  });
  if (count === 0) return undefined;
  const row = await db().linkingCode.findUnique({ where: { codeDigest }, select: { printerId: true } });
  return row?.printerId;
}
