import { deliverDueWebhooks } from "@/lib/apps/webhooks/deliver-webhooks";
import { seconds } from "@/lib/clock";
import { runEvery } from "@/lib/run-every";

/** Sends what is due as long as the server runs. @returns stops it; what is being sent then is sent again later */
export function runWebhookWorker(): () => void {
  let stopped = false;
  const stop = runEvery(seconds(1), async () => {
    while (!stopped && (await deliverDueWebhooks()) > 0);
  });
  return () => {
    stopped = true;
    stop();
  };
}
