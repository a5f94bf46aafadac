import { db } from "@/lib/db/client";

/** What waits to be sent, what is tried again later included. */
export async function readQueueLengths(): Promise<{ mails: number; webhooks: number }> {
  const [mails, webhooks] = await Promise.all([
    db().queuedMail.count(),
    db().webhookMessage.count({ where: { nextAttemptAt: { not: null } } }),
  ]);
  return { mails, webhooks };
}
