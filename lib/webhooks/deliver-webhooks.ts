import { fromNow } from "@/lib/clock";
import { count } from "@/lib/observability/counts";
import { log } from "@/lib/observability/log";
import { recordFault } from "@/lib/observability/record-fault";
import { PUBLIC_WIRE, sendWebhook, type Sent, type WebhookWire } from "@/lib/webhooks/send-webhook";
import { openWebhookKey } from "@/lib/webhooks/webhook-key";
import { claimDueMessages, dropMessage, saveAttempt, type DueMessage } from "@/lib/webhooks/webhook-store";
import { nextWebhookWait } from "@/lib/webhooks/webhook-waits";

/** The receiver says that it never wants this again. */
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
  const sent: Sent = key
    ? await sendWebhook({ id, appId, url, key, body }, wire)
    : { status: null, failure: "refused", ms: 0 };
  const next = nextTry(message, sent);
  count("webhooks", ...(sent.failure ? [next ? "waiting" : "given_up", sent.failure] : ["sent", ""]));
  if (sent.failure)
    log.warn(
      { message: id, appId, failure: sent.failure, status: sent.status, givenUp: next === null },
      "a webhook did not arrive",
    );
  await saveAttempt(message, { ...sent, next });
}

/** Sends messages, each by itself. */
export type WebhookSender = {
  /** Begins with what is due now and has room. @returns with how many; 0: nothing */
  begin(): Promise<number>;
  /** Waits until nothing is being sent any more. */
  ended(): Promise<void>;
};

/**
 * A sender that knows what it is sending, so that an app whose server does not answer takes up only its own room.
 * Several servers may send together: each message is with one of them at a time. At least once: after a crash, or an
 * answer that was lost, a message comes again with the same id.
 * @param onFree told after each message that there is room again
 */
export function webhookSender(wire: WebhookWire = PUBLIC_WIRE, onFree: () => void = () => undefined): WebhookSender {
  const running = new Map<string, number>();
  const sending = new Set<Promise<void>>();
  const count = (appId: string, change: number) => {
    const left = (running.get(appId) ?? 0) + change;
    if (left > 0) running.set(appId, left);
    else running.delete(appId);
  };
  const send = async (message: DueMessage) => {
    count(message.appId, 1);
    await deliver(message, wire).catch(recordFault);
    count(message.appId, -1);
    onFree();
  };
  return {
    begin: async () => {
      const due = await claimDueMessages(running);
      for (const message of due) {
        const sent = send(message).finally(() => sending.delete(sent));
        sending.add(sent);
      }
      return due.length;
    },
    ended: async () => {
      while (sending.size > 0) await Promise.all(sending);
    },
  };
}

/** Sends what is due now and has room, once, and waits for it. @returns how many were tried; 0: nothing is due */
export async function deliverDueWebhooks(wire: WebhookWire = PUBLIC_WIRE): Promise<number> {
  const sender = webhookSender(wire);
  const tried = await sender.begin();
  await sender.ended();
  return tried;
}
