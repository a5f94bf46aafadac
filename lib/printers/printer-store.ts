import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import type { Printer as Row } from "@/lib/db/generated/client";
import type { PrinterFault } from "@/lib/gateway/handshake/judge-program";
import { isOnline } from "@/lib/gateway/is-online";
import { saidIdOf } from "@/lib/gateway/links/own-id";
import { isSilent } from "@/lib/gateway/silent-printers";
import { platformOf, type Platform } from "@/lib/octostream/platforms";

/** A printer of an account. */
export type OwnedPrinter = {
  printerId: string;
  /** What it is called here, alone. */
  publicId: string;
  /** What it says itself: another id where another machine has that one. */
  saidId: string;
  name: string;
  platform: Platform;
  online: boolean;
  lastSeenAt: Date | null;
  lastConnectedAt: Date | null;
  lastDisconnectedAt: Date | null;
  /** LAN address, with port when it is not 80; undefined when unknown. */
  lanAddress: string | undefined;
  pluginVersion: string | null;
  /** Why apps cannot use it although it is online. */
  fault: PrinterFault | undefined;
  /** Its web server did not answer the program beside it when somebody asked last, as far as this process knows. */
  silent: boolean;
  /** It is connected by one of Obico's agents, which can do less (docs/coming-from-obico.md). */
  isAgent: boolean;
};

/** The columns of a printer that its owner and apps get to know. */
export type PrinterRow = Pick<
  Row,
  | "id"
  | "publicId"
  | "saidId"
  | "name"
  | "platform"
  | "onlineSince"
  | "lastSeenAt"
  | "lastConnectedAt"
  | "lastDisconnectedAt"
  | "lanIp"
  | "lanHttpPort"
  | "pluginVersion"
  | "fault"
  | "isAgent"
>;

/** Judged at the handshake, so it says nothing of a printer that is away. */
export const printerFault = (
  row: Pick<PrinterRow, "fault" | "onlineSince" | "lastSeenAt">,
): PrinterFault | undefined => (row.fault !== null && isOnline(row, now()) ? row.fault : undefined);

const lanAddress = ({ lanIp, lanHttpPort }: PrinterRow) => {
  if (!lanIp) return undefined;
  const host = lanIp.includes(":") ? `[${lanIp}]` : lanIp;
  return lanHttpPort && lanHttpPort !== 80 ? `${host}:${lanHttpPort}` : host;
};

/** @param row a printer with an owner, who named it */
export const ownedPrinter = (row: PrinterRow): OwnedPrinter => ({
  printerId: row.id,
  publicId: row.publicId,
  saidId: saidIdOf(row),
  name: row.name || row.publicId.slice(0, 6),
  platform: platformOf(row.platform),
  online: isOnline(row, now()),
  lastSeenAt: row.lastSeenAt,
  lastConnectedAt: row.lastConnectedAt,
  lastDisconnectedAt: row.lastDisconnectedAt,
  lanAddress: lanAddress(row),
  pluginVersion: row.pluginVersion,
  fault: printerFault(row),
  silent: isSilent(row.publicId),
  isAgent: row.isAgent,
});

/** The printers of an account, in the order they were added. */
export async function listPrinters(userId: string): Promise<OwnedPrinter[]> {
  return (
    await db().printer.findMany({ where: { ownerId: userId }, orderBy: [{ claimedAt: "asc" }, { id: "asc" }] })
  ).map(ownedPrinter);
}

/** A printer by its public id, if it is the account's; undefined else, whoever's it is. */
export async function getPrinterByPublicId(userId: string, publicId: string): Promise<OwnedPrinter | undefined> {
  const row = await db().printer.findFirst({ where: { publicId, ownerId: userId } });
  return row ? ownedPrinter(row) : undefined;
}

/** Gives a printer of an account another name. @returns false when there is no such printer */
export async function savePrinterName(input: {
  publicId: string;
  userId: string;
  name: string;
  address: string;
}): Promise<boolean> {
  const { publicId, userId, name, address } = input;
  return db().$transaction(async (tx) => {
    const [renamed] = await tx.printer.updateManyAndReturn({
      where: { publicId, ownerId: userId },
      data: { name, isNameSuggested: false },
      select: { id: true },
    });
    if (renamed) await writeAuditLog({ userId, kind: "printer_renamed", printerId: renamed.id, address }, tx);
    return renamed !== undefined;
  });
}
