import { PUBLIC_WIRE, sendWebhook, type Sent, type WebhookWire } from "@/lib/apps/webhooks/send-webhook";
import { openWebhookKey } from "@/lib/apps/webhooks/webhook-key";
import { claimDueMessages, dropMessage, keepAttempt, type DueMessage } from "@/lib/apps/webhooks/webhook-store";
import { nextWebhookWait } from "@/lib/apps/webhooks/webhook-waits";
import { fromNow } from "@/lib/clock";
import { log } from "@/lib/observability/log";
import { noteFault } from "@/lib/observability/note-fault";

/** The receiver says that nobody will ever want this again. */
const GONE = 410;

function nextTry({ attempts }: DueMessage, { status, failure }: Sent): Date | null {
  const wait = failure === null || status === GONE ? undefined : nextWebhookWait(attempts);
  return wait === undefined ? null : fromNow(wait);
}

async function deliver(message: DueMessage, wire: WebhookWire): Promise<void> {
  const { id, appId, body, webhookUrl: url, webhookKey } = message;
  if (!url || !webhookKey) return dropMessage(id);
  const key = openWebhookKey(appId, webhookKey);
  // Sealed under another AUTH_SECRET: nothing can be signed until the operator makes a new one.
  if (!key) log.error({ appId }, "an app's webhook secret cannot be opened: make a new one with --new-webhook-secret");
  const sent: Sent = key ? await sendWebhook({ id, url, key, body }, wire) : { status: null, failure: "refused", ms: 0 };
  const next = nextTry(message, sent);
  if (sent.failure) log.warn({ message: id, appId, failure: sent.failure, status: sent.status, givenUp: next === null }, "a webhook did not arrive");
  await keepAttempt(message, { ...sent, next });
}

/**
 * Sends the messages that are due now, some at once. Several servers may do so together: each message is with one of them at
 * a time. At least once: after a crash, or an answer that was lost, a message comes again with the same id.
 * @returns how many were tried; 0: nothing is due
 */
export async function deliverDueWebhooks(wire: WebhookWire = PUBLIC_WIRE): Promise<number> {
  const due = await claimDueMessages();
  await Promise.all(due.map((message) => deliver(message, wire).catch(noteFault)));
  return due.length;
}
