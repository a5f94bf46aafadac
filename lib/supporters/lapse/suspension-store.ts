import type { Transaction } from "@/lib/db/client";
import { livingConnection } from "@/lib/db/living-connection";
import { recordConnectionEvents } from "@/lib/webhooks/record-connection-event-store";
import type { WebhookType } from "@/lib/webhooks/webhook-event";

async function recordLiving(tx: Transaction, type: WebhookType, userId: string): Promise<void> {
  const living = await tx.appConnection.findMany({
    where: { ...livingConnection(), userId, printer: { ownerId: userId } },
    select: { id: true, appId: true, printerId: true },
  });
  await recordConnectionEvents(
    tx,
    type,
    living.map(({ id, ...rest }) => ({ connectionId: id, ...rest })),
  );
}

/** Tells the apps of an account that its connections answer 605 now: one message a living connection. */
export async function recordConnectionsSuspended(tx: Transaction, userId: string): Promise<void> {
  await recordLiving(tx, "connection.suspended", userId);
}

/** Tells them that the connections work again, unchanged. */
export async function recordConnectionsResumed(tx: Transaction, userId: string): Promise<void> {
  await recordLiving(tx, "connection.resumed", userId);
}
