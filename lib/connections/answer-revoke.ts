import { answerAppApi } from "@/lib/connections/answer-app-api";
import { authenticateToEnd } from "@/lib/connections/authenticate-connection";
import { revokeConnections } from "@/lib/connections/connected-app-store";
import { endExchanges } from "@/lib/connections/open-exchanges";
import { takeKeyBack } from "@/lib/connections/take-key-back";
import type { ApiAnswer, ApiCall } from "@/lib/http/api-call";
import { envelope } from "@/lib/http/envelope";
import { recordFault } from "@/lib/observability/record-fault";

/**
 * `POST /api/appconnection/revoke` (docs/app-contract.md#14-giving-back-and-renewing): an app gives its connection
 * back. All that its consent gave answers 604 on every server once this is answered, as after a person's "Revoke"; the
 * sign-in that the consent was given in stays. Without perks too.
 */
export function answerRevoke(call: ApiCall): Promise<ApiAnswer> {
  const revoke = async ({ consentId, userId }: { consentId: string; userId: string }) => {
    const who = { userId, address: call.address };
    const revoked = await revokeConnections({ where: { consentId }, ...who, byApp: true });
    for (const { id } of revoked) endExchanges(id);
    // OctoPrint may take its time; the app has nothing to do with what comes of it.
    void takeKeyBack({ consentId, ...who }).catch(recordFault);
    return envelope(200, {});
  };
  return answerAppApi(call, "revocationsPerConnection", revoke, authenticateToEnd);
}
