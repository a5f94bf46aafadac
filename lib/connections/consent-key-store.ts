import { db } from "@/lib/db/client";

/** Notes which OctoPrint key was made with a journey's consent: its name and whose it is, so that it can be taken back. */
export async function noteConsentKey(portalSessionId: string, keyName: string, keyUser: string): Promise<void> {
  await db().consent.updateMany({ where: { portalSessionId }, data: { keyName, keyUser } });
}

/** An OctoPrint key that nobody needs any more. */
export type SpareKey = { printerId: string; printerRowId: string; appId: string; keyName: string; keyUser: string };

/**
 * The key of a consent, unless another living consent for the printer has the same: OctoPrint keeps one key a name.
 * @returns undefined when there is none to take back
 */
export async function spareKeyOf(consentId: string): Promise<SpareKey | undefined> {
  const consent = await db().consent.findUnique({ where: { id: consentId } });
  if (!consent?.keyName || consent.keyUser === null) return undefined;
  const { keyName, keyUser, printerRowId, appId } = consent;
  const sameName = { printerRowId, keyUser, keyName: { equals: keyName, mode: "insensitive" as const }, id: { not: consentId } };
  if ((await db().consent.count({ where: { ...sameName, connections: { some: { revokedAt: null } } } })) > 0) return undefined;
  const printer = await db().printer.findUnique({ where: { id: printerRowId }, select: { printerId: true } });
  return printer ? { printerId: printer.printerId, printerRowId, appId, keyName, keyUser } : undefined;
}
