import { days, fromNow, now } from "@/lib/clock";
import { db, prismaCode, type Transaction } from "@/lib/db/client";
import type { Prisma } from "@/lib/db/generated/client";
import { sameDigest } from "@/lib/digest";
import type { PrinterDescription } from "@/lib/gateway/handshake/check-handshake";
import type { PrinterFault } from "@/lib/gateway/handshake/judge-program";
import { isOnline } from "@/lib/gateway/is-online";
import { claimId } from "@/lib/gateway/links/claim-id";
import { failure, ok, type Result } from "@/lib/result";

/** A printer that has passed the challenge and asks for its place. Digests are SHA-256 in hex. */
export type NewLink = PrinterDescription & {
  keyDigest: string;
  linkId: string;
  octoKeyDigest: string;
  deviceDigest: string | null;
  /** Why apps cannot be relayed to it. */
  fault: PrinterFault | null;
  /** Normalised address it connects from. */
  networkAddress: string;
};

/** How long an unowned printer may be away before it is forgotten (docs/printer-protocol.md#7-security). */
const FORGOTTEN_AFTER = days(1);

const forgotten = (): Prisma.PrinterWhereInput => {
  const before = fromNow(-FORGOTTEN_AFTER);
  return { ownerId: null, OR: [{ lastSeenAt: { lt: before } }, { lastSeenAt: null, firstSeenAt: { lt: before } }] };
};

/**
 * `copied`: another machine with the same id and key is connected, as after a memory card was copied. `too_many`: it
 * has no owner, and there is no place for more of those.
 */
export type LinkError = "other_key" | "copied" | "too_many";

type Known = { deviceDigest: string | null; onlineSince: Date | null; lastSeenAt: Date | null };

/** A machine that does not say which one it is counts as the same: so it was before, and no printer is locked out. */
const isCopyOf = (known: Known, deviceDigest: string | null) =>
  known.deviceDigest !== null &&
  deviceDigest !== null &&
  !sameDigest(known.deviceDigest, deviceDigest) &&
  isOnline(known, now());

const KNOWN = {
  id: true,
  keyDigest: true,
  ownerId: true,
  deviceDigest: true,
  onlineSince: true,
  lastSeenAt: true,
} as const;

/** A printer that has its place. @property publicId id of its row: the printer's own, or that of a claim beside it */
type Placed = { owned: boolean; publicId: string };

type Presence = Omit<NewLink, "publicId" | "keyDigest"> & {
  onlineSince: Date;
  lastConnectedAt: Date;
  lastSeenAt: Date;
};

/** The printer whose key this is comes back. */
async function comeBack(
  tx: Transaction,
  known: Known & { id: string; keyDigest: string; ownerId: string | null },
  presence: Presence,
  mayBeUnowned: boolean,
): Promise<Result<{ owned: boolean }, LinkError>> {
  if (isCopyOf(known, presence.deviceDigest)) return failure("copied");
  if (known.ownerId === null && !mayBeUnowned) return failure("too_many");
  await tx.printer.update({ where: { id: known.id, keyDigest: known.keyDigest }, data: presence });
  return ok({ owned: known.ownerId !== null });
}

/**
 * Whoever comes with another key to an id without an owner starts a claim of its own: it takes nothing over, and locks
 * nobody out. Which of them is the printer, its code says.
 */
async function takePlace(
  tx: Transaction,
  { publicId, keyDigest, ...link }: NewLink,
  mayBeUnowned: boolean,
): Promise<Result<Placed, LinkError>> {
  const presence = { ...link, onlineSince: now(), lastConnectedAt: now(), lastSeenAt: now() };
  const first = await tx.printer.findUnique({ where: { publicId }, select: KNOWN });
  const isFirst = first === null || sameDigest(first.keyDigest, keyDigest);
  if (!isFirst && first.ownerId !== null) return failure("other_key");
  const id = isFirst ? publicId : claimId(publicId, keyDigest);
  const known = isFirst ? first : await tx.printer.findUnique({ where: { publicId: id }, select: KNOWN });
  if (known) {
    const back = await comeBack(tx, known, presence, mayBeUnowned);
    return back.ok ? ok({ owned: back.owned, publicId: id }) : back;
  }
  if (!mayBeUnowned) return failure("too_many");
  await tx.printer.create({ data: { publicId: id, keyDigest, firstSeenAt: now(), ...presence } });
  return ok({ owned: false, publicId: id });
}

/**
 * Writes a printer's presence, if the key is the one its id was first seen with (trust on first use), or its id has no
 * owner yet. The newest
 * connection of a machine wins; while it is connected another machine with the same identity does not.
 * @param mayBeUnowned whether there is a place for a printer without an owner; without that it leaves no trace
 * @returns whether it has an owner, or why it got no place
 */
export async function openLink(link: NewLink, mayBeUnowned: boolean): Promise<Result<Placed, LinkError>> {
  try {
    return await db().$transaction((tx) => takePlace(tx, link, mayBeUnowned));
  } catch (error) {
    // Two first connections of one id at once (P2002), or its row was deleted between the two statements (P2025).
    if (!["P2002", "P2025"].includes(prismaCode(error) ?? "")) throw error;
    return db().$transaction((tx) => takePlace(tx, link, mayBeUnowned));
  }
}

/** Marks links as ended. A printer that has a newer link by now keeps it. */
export async function closeLinks(linkIds: string[]): Promise<void> {
  await db().printer.updateMany({
    where: { linkId: { in: linkIds } },
    data: { onlineSince: null, linkId: null, lastSeenAt: now(), lastDisconnectedAt: now() },
  });
}

/**
 * Refreshes the presence of all links of this process in one statement.
 * @returns the links that still hold their printer, and whether it has an owner by now
 */
export async function refreshLinks(
  links: readonly { publicId: string; linkId: string }[],
): Promise<Map<string, { owned: boolean }>> {
  const publicIds = links.map((link) => link.publicId);
  const linkIds = links.map((link) => link.linkId);
  const rows = await db().$queryRaw<{ linkId: string; owned: boolean }[]>`
    UPDATE "Printer" SET "lastSeenAt" = ${now()}
    WHERE "publicId" = ANY(${publicIds}) AND "linkId" = ANY(${linkIds})
    RETURNING "linkId", "ownerId" IS NOT NULL AS "owned"`;
  return new Map(rows.map(({ linkId, owned }) => [linkId, { owned }]));
}

/** Deletes printers that have no owner and that were not seen for a day. @returns how many */
export async function deleteForgottenPrinters(): Promise<number> {
  return (await db().printer.deleteMany({ where: forgotten() })).count;
}
