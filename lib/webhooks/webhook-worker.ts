import { onceAtATime } from "@/lib/jobs/once-at-a-time";
import { recordFault } from "@/lib/observability/record-fault";
import { webhookSender } from "@/lib/webhooks/deliver-webhooks";
import { PUBLIC_WIRE, type WebhookWire } from "@/lib/webhooks/send-webhook";

/** What sends webhooks in this process. */
export type WebhookWorker = {
  /**
   * Begins with what is due and has room; with more whenever a message has left room for another. One look at a time,
   * since each has to know what the one before began.
   */
  look(): Promise<void>;
  /** Begins nothing any more, and waits for what is being sent; who does not wait sends that again later. */
  stop(): Promise<void>;
};

/** Told to look by the job runner: when there is a message, and when one is to be tried again. */
export function webhookWorker(wire: WebhookWire = PUBLIC_WIRE): WebhookWorker {
  let stopped = false;
  const sender = webhookSender(wire, () => void look());
  const look = onceAtATime(
    async () => {
      if (!stopped) await sender.begin();
    },
    (error) => recordFault(error, { job: "send-webhooks" }),
  );
  return {
    look,
    stop: async () => {
      stopped = true;
      await sender.ended();
    },
  };
}
