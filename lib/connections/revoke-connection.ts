import { revokeConsent } from "@/lib/connections/connected-app-store";
import { endExchanges } from "@/lib/relay/open-exchanges";

/**
 * Takes back what a consent gave: its connections answer 604 from now on, and what runs on them ends at once (contract
 * section 4, ASVS 10.7.3). @returns false when there was nothing of this account's to take back
 */
export async function revokeConnection(input: { consentId: string; userId: string; address: string }): Promise<boolean> {
  const revoked = await revokeConsent(input);
  for (const id of revoked) endExchanges(id);
  return revoked.length > 0;
}
