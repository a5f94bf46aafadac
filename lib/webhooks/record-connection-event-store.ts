import type { ConnectionEnd } from "@/lib/connections/connection-end";
import { webhookBody, type WebhookType } from "@/lib/webhooks/webhook-event";
import { now } from "@/lib/clock";
import type { Transaction } from "@/lib/db/client";
import { randomToken } from "@/lib/random";

/** Something that happened to a connection. @property printerRowId null when its printer's row is gone */
export type ConnectionEvent = {
  connectionId: string;
  appId: string;
  printerRowId: string | null;
  reason?: ConnectionEnd;
};

/**
 * Writes one message an event, in the transaction in which it happened, so that none is lost and none tells of what was
 * rolled back. Apps without a webhook get no rows.
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
    where: { id: { in: told.flatMap(({ printerRowId }) => printerRowId ?? []) } },
    select: { id: true, printerId: true },
  });
  const publicId = (rowId: string | null) => printers.find(({ id }) => id === rowId)?.printerId;
  await tx.webhookMessage.createMany({
    data: told.map(({ connectionId, appId, printerRowId, reason }) => {
      const printerId = publicId(printerRowId);
      const body = webhookBody(type, now(), {
        connectionId,
        appId,
        ...(printerId && { printerId }),
        ...(reason && { reason }),
      });
      return { id: `msg_${randomToken(27)}`, appId, type, body, createdAt: now(), nextAttemptAt: now() };
    }),
  });
}
