import type { Delivery } from "@/lib/webhooks/webhook-store";

const STATES: Record<Delivery["state"], string> = { delivered: "delivered", waiting: "waiting", given_up: "given up" };

/** What came of the latest try: the status that came back, or why none did. */
const lastTry = ({ lastStatus, lastFailure }: Delivery) =>
  lastStatus !== null ? String(lastStatus) : (lastFailure ?? "not tried yet");

/** Messages as lines for people at a terminal, newest first. */
export function describeDeliveries(deliveries: Delivery[]): string {
  if (deliveries.length === 0) return "No message yet.";
  return deliveries
    .map((delivery) => {
      const next = delivery.nextAttemptAt ? `  next try ${delivery.nextAttemptAt.toISOString()}` : "";
      return (
        `${delivery.createdAt.toISOString()}  ${delivery.id}  ${delivery.type.padEnd(20)}  ` +
        `${STATES[delivery.state].padEnd(9)}  tries ${delivery.attempts}  ` +
        `last ${lastTry(delivery)}${next}`
      );
    })
    .join("\n");
}
