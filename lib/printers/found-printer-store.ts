import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { isOnline } from "@/lib/gateway/is-online";
import { platformOf, type Platform } from "@/lib/octostream/platforms";

/** A printer whose code an account typed, before it is the account's: enough to recognise it. */
export type FoundPrinter = {
  platform: Platform;
  online: boolean;
  lastSeenAt: Date | null;
  firstSeenAt: Date;
  /** Last part of its LAN address, such as `.20`; undefined when it told none. */
  addressEnding: string | undefined;
};

const reservedFor = (userId: string) => ({
  ownerId: null,
  linkingCode: { foundById: userId, expiresAt: { gt: now() } },
});

/** The printer that this account found by its code, while that code lives. */
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
  };
}

/**
 * Makes a found printer the account's: one claim of the row, then the rest, in one transaction. Its code dies with it.
 * @returns false when another account has it, or the code is too old
 */
export async function claimFoundPrinter(input: {
  printerId: string;
  userId: string;
  name: string;
  address: string;
}): Promise<boolean> {
  const { printerId, userId, name, address } = input;
  return db().$transaction(async (tx) => {
    const { count } = await tx.printer.updateMany({
      where: { id: printerId, ...reservedFor(userId) },
      data: { ownerId: userId, name, claimedAt: now() },
    });
    if (count === 0) return false;
    await tx.linkingCode.deleteMany({ where: { printerId } });
    await writeAuditLog({ userId, kind: "printer_added", printerId, address }, tx);
    return true;
  });
}
