import { days, fromNow, hours, now } from "@/lib/clock";
import { db, prismaCode, type Transaction } from "@/lib/db/client";
import type { Prisma } from "@/lib/db/generated/client";
import { sameDigest } from "@/lib/digest";
import type { PrinterDescription } from "@/lib/gateway/handshake/check-handshake";
import type { PrinterFault } from "@/lib/gateway/handshake/judge-program";
import { isOnline } from "@/lib/gateway/is-online";
import { newOwnId, saying } from "@/lib/gateway/links/own-id";
import { RESUMABLE_MS } from "@/lib/octostream/resumption";
import { failure, ok } from "@/lib/result";

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
  /** It left the challenge out, by the key whose digest this is: that serves once. */
  resumes?: string | undefined;
};

/** How long an unowned printer may be away before it is forgotten (docs/printer-protocol.md#7-security). */
const FORGOTTEN_AFTER = days(1);

/** The same for a claim: one costs nothing, and whoever comes back gets a new one. */
const CLAIM_FORGOTTEN_AFTER = hours(1);

/** Claims of one id that may be away from one address. Those that are here have places of their own. */
const AWAY_CLAIMS = 5;

const unseenFor = (ms: number): Prisma.PrinterWhereInput => {
  const before = fromNow(-ms);
  return { OR: [{ lastSeenAt: { lt: before } }, { lastSeenAt: null, firstSeenAt: { lt: before } }] };
};

const forgotten = (): Prisma.PrinterWhereInput => ({
  ownerId: null,
  OR: [unseenFor(FORGOTTEN_AFTER), { saidId: { not: null }, ...unseenFor(CLAIM_FORGOTTEN_AFTER) }],
});

/**
 * Why a printer gets no place. `copied`: another machine with the same id and key is connected, as after a memory card
 * was copied. `too_many`: it has no owner, and there is no place for more of those.
 * `resumed`: what it comes back with was used by then.
 */
export type LinkError = Refused["error"];

/** @property publicId of the row whose machine is connected */
export type Refused = { ok: false; error: "copied"; publicId: string } | { ok: false; error: "too_many" | "resumed" };

/** A printer that has its place. @property publicId what it is called here, which it need not say itself */
export type Placed = { owned: boolean; name: string | null; printerId: string; publicId: string };

type Known = {
  id: string;
  publicId: string;
  ownerId: string | null;
  name: string | null;
  octoKeyDigest: string | null;
  deviceDigest: string | null;
  onlineSince: Date | null;
  lastSeenAt: Date | null;
};

/** A machine that does not say which one it is counts as the same: so it was before, and no printer is locked out. */
const isCopyOf = (known: Known, deviceDigest: string | null) =>
  known.deviceDigest !== null &&
  deviceDigest !== null &&
  !sameDigest(known.deviceDigest, deviceDigest) &&
  isOnline(known, now());

type Presence = Omit<NewLink, "publicId" | "keyDigest" | "resumes"> & {
  onlineSince: Date;
  lastConnectedAt: Date;
  lastSeenAt: Date;
};

type Opened = ({ ok: true } & Placed) | Refused;

const placed = ({ id, publicId, ownerId, name }: Pick<Known, "id" | "publicId" | "ownerId" | "name">): Opened =>
  ok({ owned: ownerId !== null, name, printerId: id, publicId });

/** The printer whose key this is comes back. */
async function comeBack(
  tx: Transaction,
  known: Known,
  { resumes, ...presence }: Presence & Pick<NewLink, "resumes">,
  mayBeUnowned: boolean,
): Promise<Opened> {
  if (resumes !== undefined && resumes !== known.octoKeyDigest) return failure("resumed");
  if (isCopyOf(known, presence.deviceDigest)) return failure("copied", { publicId: known.publicId });
  if (known.ownerId === null && !mayBeUnowned) return failure("too_many");
  return placed(
    await tx.printer.update({ where: { id: known.id, octoKeyDigest: known.octoKeyDigest }, data: presence }),
  );
}

/** Makes room: of an address's claims of an id that are away, only the latest are kept. */
async function dropAwayClaims(tx: Transaction, saidId: string, networkAddress: string): Promise<void> {
  const old = await tx.printer.findMany({
    where: { saidId, networkAddress, ownerId: null, onlineSince: null },
    orderBy: { lastSeenAt: "desc" },
    skip: AWAY_CLAIMS - 1,
    select: { id: true },
  });
  if (old.length === 0) return;
  const id = { in: old.map((row) => row.id) };
  await tx.printer.deleteMany({ where: { id, ownerId: null, onlineSince: null } });
}

/**
 * A machine is known by what it says and its key together. Whoever comes with another key to an id that is there starts
 * a claim of its own: it takes nothing over, whether or not the id has an owner, and nobody is locked out. Which of
 * them is whose printer, their codes say.
 */
async function takePlace(
  tx: Transaction,
  { publicId: saidId, keyDigest, resumes, ...link }: NewLink,
  mayBeUnowned: boolean,
): Promise<Opened> {
  const presence = { ...link, onlineSince: now(), lastConnectedAt: now(), lastSeenAt: now() };
  const known = await tx.printer.findFirst({ where: { keyDigest, ...saying(saidId) } });
  if (known) return comeBack(tx, known, { ...presence, resumes }, mayBeUnowned);
  if (resumes !== undefined) return failure("resumed");
  if (!mayBeUnowned) return failure("too_many");
  const isFree = (await tx.printer.findUnique({ where: { publicId: saidId }, select: { id: true } })) === null;
  if (!isFree) await dropAwayClaims(tx, saidId, link.networkAddress);
  const ids = isFree ? { publicId: saidId } : { publicId: newOwnId(), saidId };
  return placed(await tx.printer.create({ data: { ...ids, keyDigest, firstSeenAt: now(), ...presence } }));
}

/**
 * Writes a printer's presence in the row that its id and its key belong to, or a new one (trust on first use). The
 * newest connection of a machine wins; while it is connected another machine with the same identity does not.
 * @param mayBeUnowned whether there is a place for a printer without an owner; without that it leaves no trace
 * @returns whether it has an owner, or why it got no place
 */
export async function openLink(link: NewLink, mayBeUnowned: boolean): Promise<Opened> {
  try {
    return await db().$transaction((tx) => takePlace(tx, link, mayBeUnowned));
  } catch (error) {
    // Two first connections of one id at once (P2002), or its row was deleted between the two statements (P2025).
    if (!["P2002", "P2025"].includes(prismaCode(error) ?? "")) throw error;
    return db().$transaction((tx) => takePlace(tx, link, mayBeUnowned));
  }
}

/**
 * The printer that says an id and has a key, where it has an owner.
 * @returns id of its row
 */
export async function findOwnedPrinter(saidId: string, keyDigest: string): Promise<string | undefined> {
  const where = { keyDigest, ownerId: { not: null }, ...saying(saidId) };
  return (await db().printer.findFirst({ where, select: { id: true } }))?.id;
}

/**
 * The same printer, where it was here a moment ago and may come back without a challenge.
 * @returns digest of its last `octo_key`
 */
export async function findResumable(saidId: string, keyDigest: string): Promise<string | undefined> {
  const lastSeenAt = { gt: fromNow(-RESUMABLE_MS) };
  const where = { keyDigest, ownerId: { not: null }, lastSeenAt, ...saying(saidId) };
  return (await db().printer.findFirst({ where, select: { octoKeyDigest: true } }))?.octoKeyDigest ?? undefined;
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
 * @returns the links that still hold their printer, what it is called by now, whether it has an owner, and its name
 */
export async function refreshLinks(
  links: readonly { printerId: string; linkId: string }[],
): Promise<Map<string, { publicId: string; owned: boolean; name: string | null }>> {
  const printerIds = links.map((link) => link.printerId);
  const linkIds = links.map((link) => link.linkId);
  const rows = await db().$queryRaw<{ linkId: string; publicId: string; owned: boolean; name: string | null }[]>`
    UPDATE "Printer" SET "lastSeenAt" = ${now()}
    WHERE "id" = ANY(${printerIds}) AND "linkId" = ANY(${linkIds})
    RETURNING "linkId", "publicId", "ownerId" IS NOT NULL AS "owned", "name"`;
  return new Map(rows.map(({ linkId, ...row }) => [linkId, row]));
}

/** Deletes printers that have no owner and that were not seen for a day, claims for an hour. @returns how many */
export async function deleteForgottenPrinters(): Promise<number> {
  return (await db().printer.deleteMany({ where: forgotten() })).count;
}
