import { writeAudit } from "@/lib/audit/audit-store";
import { revokeConsent } from "@/lib/connections/connected-app-store";
import { spareKeyOf } from "@/lib/connections/consent-key-store";
import { revokeOctoPrintKey } from "@/lib/gateway/octoprint-keys";
import { log } from "@/lib/observability/log";
import { endExchanges } from "@/lib/relay/open-exchanges";

/** What became of a revocation. `key_left`: its OctoPrint key could not be taken back and works in the printer's network. */
export type Revocation = "nothing" | "revoked" | "key_left";

/**
 * Takes back what a consent gave: its connections answer 604 from now on, and what runs on them ends at once (contract
 * section 4, ASVS 10.7.3). The OctoPrint key that was made with it goes as well, where OctoPrint can be reached.
 */
export async function revokeConnection(input: { consentId: string; userId: string; address: string }): Promise<Revocation> {
  const { consentId, userId, address } = input;
  const revoked = await revokeConsent(input);
  for (const id of revoked) endExchanges(id);
  if (revoked.length === 0) return "nothing";
  const key = await spareKeyOf(consentId);
  if (!key) return "revoked";
  const gone = await revokeOctoPrintKey(key.printerId, key.keyName, key.keyUser);
  if (!gone.ok) log.warn({ consentId, reason: gone.error }, "an OctoPrint key could not be taken back");
  const record = { userId, appId: key.appId, printerRowId: key.printerRowId, address };
  await writeAudit(gone.ok ? { ...record, kind: "key_revoked" } : { ...record, kind: "key_left", detail: gone.error });
  return gone.ok ? "revoked" : "key_left";
}
