import { db } from "@/lib/db/client";
import { livingConnection } from "@/lib/db/living-connection";

/**
 * Notes which OctoPrint key was made with a journey's consent: its name and whose it is, so that it can be taken back.
 */
export async function recordConsentKey(journeyId: string, keyName: string, keyUser: string): Promise<void> {
  await db().consent.updateMany({ where: { journeyId }, data: { keyName, keyUser } });
}

/** An OctoPrint key that is not needed any more. @property connectionId one that it was made with, for records */
export type SpareKey = {
  publicId: string;
  printerId: string;
  appId: string;
  connectionId: string | undefined;
  keyName: string;
  keyUser: string;
};

// OctoPrint keeps one key a name, whatever its letters' case, and user.
const sameKey = ({ printerId, keyName, keyUser }: Pick<SpareKey, "printerId" | "keyName" | "keyUser">) => ({
  printerId,
  keyUser,
  keyName: { equals: keyName, mode: "insensitive" as const },
});

/**
 * The key of a consent, unless this or another consent that lives still needs it.
 * @returns undefined when there is none to take back
 */
export async function spareKeyOf(consentId: string): Promise<SpareKey | undefined> {
  const consent = await db().consent.findUnique({
    where: { id: consentId },
    include: { connections: { orderBy: { sibling: "desc" }, take: 1, select: { id: true } } },
  });
  if (!consent?.keyName || consent.keyUser === null || consent.printerId === null) return undefined;
  const { keyName, keyUser, printerId, appId } = consent;
  if (
    (await db().consent.count({
      where: { ...sameKey({ printerId, keyName, keyUser }), connections: { some: livingConnection() } },
    })) > 0
  )
    return undefined;
  const printer = await db().printer.findUnique({ where: { id: printerId }, select: { publicId: true } });
  return printer
    ? { publicId: printer.publicId, printerId, appId, connectionId: consent.connections[0]?.id, keyName, keyUser }
    : undefined;
}

/** A key was taken back: no consent has it any more. */
export async function forgetConsentKey(key: SpareKey): Promise<void> {
  await db().consent.updateMany({ where: sameKey(key), data: { keyName: null, keyUser: null } });
}

/**
 * The consents of an account whose OctoPrint keys were never taken back.
 * @param printerId only those for this printer
 * @returns their ids
 */
export async function consentsWithKey(userId: string, printerId?: string): Promise<string[]> {
  return (
    await db().consent.findMany({
      where: { userId, ...(printerId && { printerId }), keyName: { not: null } },
      select: { id: true },
    })
  ).map(({ id }) => id);
}
