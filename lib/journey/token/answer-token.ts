import { TokenRequest, type ConnectionCredentials } from "@/lib/connections/app-api-shapes";
import { connectionValues } from "@/lib/connections/connection-values";
import { redeemConnection } from "@/lib/connections/mint-connection";
import type { ApiAnswer, ApiCall } from "@/lib/http/api-call";
import { envelope, errorEnvelope } from "@/lib/http/envelope";
import { jsonFields } from "@/lib/http/json-body";
import { tooManyCalls } from "@/lib/http/too-many-calls";
import { completeConnection } from "@/lib/journey/act/complete-connection";
import { askedWith } from "@/lib/journey/journey-store";
import { t } from "@/lib/messages/messages";
import { log } from "@/lib/observability/log";
import { consume } from "@/lib/rate-limits/rate-limit-store";

/**
 * `POST /api/appconnection/token` (docs/app-contract.md#13-a-completion-bound-to-your-app): mints a connection for a
 * code and the verifier that its challenge was made of, and answers what a completion carries. 400 for whatever gives
 * nothing, and no word why; 605 while the owner has no perks: the code waits for them until it has expired.
 */
export async function answerToken({ body, address }: ApiCall): Promise<ApiAnswer> {
  const read = TokenRequest.safeParse(jsonFields(body));
  if (!read.success) return errorEnvelope(400, t("api.tokenInput"));
  const { code, code_verifier: verifier, appId } = read.data;
  const redeemed = await redeemConnection({ code, verifier, appId, address });
  if (!redeemed.ok) {
    log.info({ why: redeemed.error }, "a code was not redeemed");
    // Right in every other way, so no guess.
    if (redeemed.error === "no_perks") return errorEnvelope(605, t("api.noPerks"));
    const allowed = await consume("codeRefusalsPerAddress", address);
    return allowed.ok ? errorEnvelope(400, t("api.codeRefused")) : tooManyCalls(allowed.retryAfterSeconds);
  }
  const { connection, journeyId, ...whose } = redeemed;
  const asked = await askedWith(journeyId);
  const completing = { ...whose, journeyId, keyName: asked?.apiKeyAppName ?? null, address };
  const values = connectionValues(await completeConnection(completing, connection));
  const state = asked?.state ?? undefined;
  return envelope(200, { success: true, ...values, state } satisfies ConnectionCredentials);
}
