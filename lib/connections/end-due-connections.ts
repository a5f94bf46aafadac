import { expireConnections, supersedeWaiting, type EndedConnection } from "@/lib/connections/end-connections-store";
import { endExchanges } from "@/lib/connections/open-exchanges";
import { takeKeysBack } from "@/lib/connections/take-key-back";

async function drain(endSome: () => Promise<EndedConnection[]>): Promise<void> {
  for (;;) {
    const ended = await endSome();
    if (ended.length === 0) return;
    for (const { id } of ended) endExchanges(id);
    const owners = new Map(ended.flatMap(({ consentId, userId }) => (userId ? [[consentId, userId] as const] : [])));
    for (const [consentId, userId] of owners) await takeKeysBack([consentId], { userId });
  }
}

/**
 * Writes down what time has ended: connections past their chosen end, and siblings that were not used in their first
 * day. They answer 604 without it; with it their owner and their app hear of it. Run from time to time.
 */
export async function endDueConnections(): Promise<void> {
  await drain(expireConnections);
  await drain(supersedeWaiting);
}
