import { seconds } from "@/lib/clock";
import { endExchanges, openConnections } from "@/lib/connections/open-exchanges";
import { recordFault } from "@/lib/observability/record-fault";

const EVERY_MS = seconds(5);

/**
 * Ends what runs on connections that may not be used any more, from time to time: perks that lapsed, and what another
 * server revoked. What this one revokes ends at once. @param usable which of these connections may be used now
 * @param isMeant whether it is asked about this one: each kind of caller has its own question
 * @returns stops it
 */
export function recheckExchanges(
  usable: (connectionIds: string[]) => Promise<Set<string>>,
  everyMs = EVERY_MS,
  isMeant: (id: string) => boolean = () => true,
): () => void {
  const look = async () => {
    const ids = openConnections().filter(isMeant);
    if (ids.length === 0) return;
    const still = await usable(ids);
    for (const id of ids) if (!still.has(id)) endExchanges(id);
  };
  const timer = setInterval(() => void look().catch(recordFault), everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
