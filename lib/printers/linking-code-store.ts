import { fromNow, minutes, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { LINKING_CODE_LIFETIME_MS, linkingCodeDigest } from "@/lib/printers/linking-code";

/** Keeps a printer's new code and, in one statement, kills the one before. Only the digest is stored. */
export async function saveLinkingCode(printerId: string, code: string, askedByPrinter: boolean): Promise<void> {
  const fresh = {
    codeDigest: linkingCodeDigest(code),
    createdAt: now(),
    expiresAt: fromNow(LINKING_CODE_LIFETIME_MS),
    askedByPrinter,
    foundById: null,
    foundAt: null,
  };
  await db().linkingCode.upsert({
    where: { printerId },
    create: { printerId, ...fresh },
    update: fresh,
  });
}

/** Whether a code was made for a printer since a time, and still works. */
export async function hasCodeSince(printerId: string, since: Date | null): Promise<boolean> {
  return (
    (await db().linkingCode.count({
      where: { printerId, expiresAt: { gt: now() }, createdAt: { gte: since ?? new Date(0) } },
    })) > 0
  );
}

const UNTOUCHED_MS = minutes(2);

/**
 * Whether a printer has a code that must not be replaced from outside: it shows it itself, it is new, or it was typed.
 */
export async function hasCodeInUse(printerId: string): Promise<boolean> {
  const inUse = [{ askedByPrinter: true }, { foundById: { not: null } }, { createdAt: { gt: fromNow(-UNTOUCHED_MS) } }];
  return (await db().linkingCode.count({ where: { printerId, expiresAt: { gt: now() }, OR: inUse } })) > 0;
}

/**
 * Reserves the printer that shows a code for the account that typed it: from then on no other account can use this
 * code. The same account may type it again. @returns the printer's id; undefined when no unowned printer has this code
 * now
 */
export async function reserveByCode(code: string, userId: string): Promise<string | undefined> {
  const codeDigest = linkingCodeDigest(code);
  const { count } = await db().linkingCode.updateMany({
    where: {
      codeDigest,
      expiresAt: { gt: now() },
      printer: { ownerId: null },
      OR: [{ foundById: null }, { foundById: userId }],
    },
    data: { foundById: userId, foundAt: now() },
  });
  if (count === 0) return undefined;
  const row = await db().linkingCode.findUnique({ where: { codeDigest }, select: { printerId: true } });
  return row?.printerId;
}
