import { answerAppApi, type Caller } from "@/lib/connections/answer-app-api";
import type { ConnectionCredentials } from "@/lib/connections/app-api-shapes";
import { completed, connectionValues } from "@/lib/connections/connection-values";
import { handOver } from "@/lib/connections/mint-connection";
import { rotateConnection } from "@/lib/connections/rotate-store";
import type { ApiAnswer, ApiCall } from "@/lib/http/api-call";
import { envelope, errorEnvelope } from "@/lib/http/envelope";
import { tooManyCalls } from "@/lib/http/too-many-calls";
import { t } from "@/lib/messages/messages";
import { consume } from "@/lib/rate-limits/rate-limit-store";

/**
 * `POST /api/appconnection/rotate` (docs/app-contract.md#14-giving-back-and-renewing): new credentials, once; the ones
 * before live for another 60 seconds. 400 when they were rotated before and the new ones are in use.
 */
export function answerRotate(call: ApiCall): Promise<ApiAnswer> {
  const rotate = async ({ printer, ...whose }: Caller) => {
    const allowed = await consume("rotationsPerConsent", whose.consentId);
    if (!allowed.ok) return tooManyCalls(allowed.retryAfterSeconds);
    const rotated = await rotateConnection({ ...whose, printerId: printer.printerId, address: call.address });
    if (!rotated.ok)
      return rotated.error === "no_connection"
        ? errorEnvelope(604, t("api.revoked"))
        : errorEnvelope(400, t("api.rotatedAlready"));
    const values = connectionValues(completed(await handOver(rotated), printer));
    return envelope(200, { success: true, ...values } satisfies ConnectionCredentials);
  };
  return answerAppApi(call, "rotationsPerConnection", rotate);
}
