import { revokeConnections } from "@/lib/connections/connected-app-store";
import { endExchanges } from "@/lib/connections/open-exchanges";
import { takeKeyBack } from "@/lib/connections/take-key-back";

/**
 * What became of a revocation. `key_left`: its OctoPrint key could not be taken back and works in the printer's
 * network.
 */
export type Revocation = "nothing" | "revoked" | "key_left";

/**
 * Takes back what a consent gave: its connections answer 604 from now on, and what runs on them ends at once
 * (docs/app-contract.md#4-app-apis, ASVS 10.7.3). The OctoPrint key that was made with it goes as well, where OctoPrint
 * can be reached.
 */
export async function revokeConsent(input: {
  consentId: string;
  userId: string;
  address: string;
}): Promise<Revocation> {
  const { consentId, userId, address } = input;
  const revoked = await revokeConnections({ where: { consentId }, userId, address });
  for (const { id } of revoked) endExchanges(id);
  if (revoked.length === 0) return "nothing";
  return (await takeKeyBack(input)) === "left" ? "key_left" : "revoked";
}
