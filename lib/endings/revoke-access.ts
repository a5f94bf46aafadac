import { endSession } from "@/lib/accounts/end-sessions-store";
import { sessionsOfConsents } from "@/lib/connections/connected-app-store";
import { revokeApp } from "@/lib/connections/revoke-app";
import { revokeConsent, type Revocation } from "@/lib/connections/revoke-consent";

/** Who revokes, and in which sign-in. */
export type Revoker = { userId: string; sessionId: string; address: string };

/**
 * "Revoke" and "Revoke all": takes back what was given, and ends the sign-ins in which it was given, which could give
 * it again without a tap of the person's: an app's web view keeps its cookies. Never the sign-in that revokes.
 */
export async function revokeAccess(
  which: { consentId: string } | { appId: string },
  { userId, sessionId, address }: Revoker,
): Promise<Revocation> {
  // First: what is minted at this moment in such a sign-in either comes before, and is revoked below, or not at all.
  for (const session of await sessionsOfConsents(which, userId))
    if (session !== sessionId) await endSession(userId, session);
  return "consentId" in which ? revokeConsent({ ...which, userId, address }) : revokeApp({ ...which, userId, address });
}
