import { seconds } from "@/lib/clock";
import { recordFault } from "@/lib/observability/record-fault";
import { runEvery } from "@/lib/run-every";
import { webhookSender } from "@/lib/webhooks/deliver-webhooks";
import { PUBLIC_WIRE, type WebhookWire } from "@/lib/webhooks/send-webhook";

/**
 * Sends what is due as long as the server runs: looks for it every second, and whenever a message has left room for
 * another.
 * @returns stops it, and waits for what is being sent; a server that does not wait sends that again later
 */
export function runWebhookWorker(wire: WebhookWire = PUBLIC_WIRE): () => Promise<void> {
  let stopped = false;
  let looking = false;
  let again = false;
  const sender = webhookSender(wire, () => void look());
  async function look(): Promise<void> {
    // One look at a time, since each has to know what the one before began.
    again = true;
    if (looking) return;
    looking = true;
    while (again && !stopped) {
      again = false;
      await sender.begin().catch(recordFault);
    }
    looking = false;
  }
  const stop = runEvery(seconds(1), look);
  return async () => {
    stopped = true;
    stop();
    await sender.ended();
  };
}
