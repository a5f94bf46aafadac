import { db } from "@/lib/db/client";

/** Whether an OctoPrint key was to be made with a journey's consent, and could not be. */
export async function isKeyRefused(journeyId: string): Promise<boolean> {
  const consent = await db().consent.findUnique({
    where: { journeyId },
    select: { userId: true, createdAt: true, keyName: true, connections: { select: { id: true } } },
  });
  if (!consent?.userId || consent.keyName !== null) return false;
  const { userId, createdAt, connections } = consent;
  const entry = await db().auditLogEntry.findFirst({
    where: {
      userId,
      at: { gte: createdAt },
      kind: "key_failed",
      connectionId: { in: connections.map(({ id }) => id) },
    },
    select: { id: true },
  });
  return entry !== null;
}
