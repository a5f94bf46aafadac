import { now } from "@/lib/clock";
import type { ConnectionEnd } from "@/lib/connections/connection-state";
import type { Transaction } from "@/lib/db/client";
import { wakeJob } from "@/lib/db/wake-job";
import { randomToken } from "@/lib/random";
import { webhookBody, type WebhookType } from "@/lib/webhooks/webhook-event";

/** Something that happened to a connection. @property printerId null when its printer's row is gone */
export type ConnectionEvent = {
  connectionId: string;
  appId: string;
  printerId: string | null;
  reason?: ConnectionEnd;
};

/**
 * Writes one message an event, in the transaction in which it happened, so that none is lost and none tells of what was
 * rolled back; they are sent right after the commit. Apps without a webhook get no rows.
 */
export async function recordConnectionEvents(
  tx: Transaction,
  type: WebhookType,
  events: ConnectionEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const apps = await tx.app.findMany({
    where: { id: { in: [...new Set(events.map(({ appId }) => appId))] }, webhookUrl: { not: null } },
    select: { id: true },
  });
  const told = events.filter(({ appId }) => apps.some(({ id }) => id === appId));
  if (told.length === 0) return;
  const printers = await tx.printer.findMany({
    where: { id: { in: told.flatMap(({ printerId }) => printerId ?? []) } },
    select: { id: true, publicId: true },
  });
  const publicIdOf = (printerId: string | null) => printers.find(({ id }) => id === printerId)?.publicId;
  await tx.webhookMessage.createMany({
    data: told.map(({ connectionId, appId, printerId, reason }) => {
      const publicId = publicIdOf(printerId);
      const body = webhookBody(type, now(), {
        connectionId,
        appId,
        ...(publicId && { printerId: publicId }),
        ...(reason && { reason }),
      });
      return { id: `msg_${randomToken(27)}`, appId, type, body, createdAt: now(), nextAttemptAt: now() };
    }),
  });
  await wakeJob(tx, "send-webhooks");
}
