import { revokeConnections } from "@/lib/connections/connected-app-store";
import { endExchanges } from "@/lib/connections/open-exchanges";
import type { Revocation } from "@/lib/connections/revoke-consent";
import { takeKeysBack } from "@/lib/connections/take-key-back";

/** Takes back everything that an account gave an app, as "Revoke" does it for one consent: all at once. */
export async function revokeApp(input: { appId: string; userId: string; address: string }): Promise<Revocation> {
  const { appId, userId, address } = input;
  const revoked = await revokeConnections({ where: { appId }, userId, address });
  for (const { id } of revoked) endExchanges(id);
  if (revoked.length === 0) return "nothing";
  const consents = new Set(revoked.map(({ consentId }) => consentId));
  return (await takeKeysBack(consents, { userId, address })) === "left" ? "key_left" : "revoked";
}
