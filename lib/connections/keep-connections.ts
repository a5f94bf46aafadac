import { cachedConnections } from "@/lib/connections/cached-connections";
import { usableConnections } from "@/lib/connections/connection-store";
import { runUseWriter, writeUses } from "@/lib/connections/note-use-store";
import { endExchanges } from "@/lib/connections/open-exchanges";
import type { AccessChange, AccessLease } from "@/lib/db/access-lease";
import { recordFault } from "@/lib/observability/record-fault";

/** Ends what runs on connections that another server has just ended. */
async function endUnusable(connectionIds: string[]): Promise<void> {
  const still = await usableConnections(connectionIds);
  for (const id of connectionIds) if (!still.has(id)) endExchanges(id);
}

/**
 * Has this process remember whom it lets through to printers.
 * @param onChange hears of what may be otherwise in the database, whoever changed it
 * @returns its lease, and `stop` to be awaited before the database is closed
 */
export function keepConnections(onChange: (change: AccessChange) => void = () => undefined): {
  lease: AccessLease;
  stop: () => Promise<void>;
} {
  const lease = cachedConnections().start((ids) => void endUnusable(ids).catch(recordFault), onChange);
  const stopWriting = runUseWriter();
  return {
    lease,
    stop: async () => {
      stopWriting();
      await lease.stop();
      await writeUses().catch(recordFault);
    },
  };
}
