import { fromNow, minutes, now, seconds } from "@/lib/clock";
import { db, type Transaction } from "@/lib/db/client";
import type { LinkingCode as Row } from "@/lib/db/generated/client";
import { LINKING_CODE_LIFETIME_MS, linkingCodeDigest, newLinkingCode } from "@/lib/printers/linking-code";
import { seal, unseal } from "@/lib/seal";

const PURPOSE = "linking code";

/** A code that nobody entered is followed by another one this long before its end: none dies while it is read. */
const RENEWED_BEFORE_MS = minutes(1);

/** A code that works now, without its hyphen. */
export type LivingCode = { code: string; expiresAt: Date };

/** The code of a row, if it is to be shown: an entered one to its very end, since its person is at the confirmation. */
function shownCode(row: Row | null): LivingCode | undefined {
  if (!row?.codeSealed) return undefined;
  const { printerId, codeSealed, expiresAt, foundById } = row;
  if (expiresAt <= fromNow(foundById === null ? RENEWED_BEFORE_MS : 0)) return undefined;
  const code = unseal(PURPOSE, printerId, codeSealed);
  return code === undefined ? undefined : { code, expiresAt };
}

async function makeCode(tx: Transaction, printerId: string): Promise<LivingCode> {
  const code = newLinkingCode();
  const expiresAt = fromNow(LINKING_CODE_LIFETIME_MS);
  const fresh = {
    codeDigest: linkingCodeDigest(code),
    codeSealed: seal(PURPOSE, printerId, code),
    createdAt: now(),
    expiresAt,
    foundById: null,
    foundAt: null,
  };
  await tx.linkingCode.upsert({ where: { printerId }, create: { printerId, ...fresh }, update: fresh });
  return { code, expiresAt };
}

/**
 * The code of a printer without an owner: the one that works now, the same for all who may see it, or a new one where
 * there is none. So nobody who asks for it can take it from the person who is entering it.
 * @returns undefined when it got an owner, or is gone
 */
export async function codeToShow(printerId: string): Promise<LivingCode | undefined> {
  return db().$transaction(async (tx) => {
    // Of several at once one makes it, and the others read it.
    const [free] = await tx.$queryRaw<object[]>`
      SELECT 1 FROM "Printer" WHERE "id" = ${printerId} AND "ownerId" IS NULL FOR UPDATE`;
    if (!free) return undefined;
    return shownCode(await tx.linkingCode.findUnique({ where: { printerId } })) ?? makeCode(tx, printerId);
  });
}

/** Of several accounts that enter a code at the same moment the first has it, rather than the last to be written. */
const AT_ONCE_MS = seconds(5);

/**
 * Reserves the printer that shows a code for the account that entered it last: who entered it before, and left, keeps
 * nobody else from it.
 * @returns the printer's id; undefined when no unowned printer has this code now
 */
export async function reserveByCode(code: string, userId: string): Promise<string | undefined> {
  const codeDigest = linkingCodeDigest(code);
  const { count } = await db().linkingCode.updateMany({
    where: {
      codeDigest,
      expiresAt: { gt: now() },
      printer: { ownerId: null },
      OR: [{ foundById: null }, { foundById: userId }, { foundAt: { lt: fromNow(-AT_ONCE_MS) } }],
    },
    data: { foundById: userId, foundAt: now() },
  });
  if (count === 0) return undefined;
  const row = await db().linkingCode.findUnique({ where: { codeDigest }, select: { printerId: true } });
  return row?.printerId;
}
