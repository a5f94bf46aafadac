import type { ApiAnswer } from "@/lib/http/api-call";
import { errorEnvelope } from "@/lib/http/envelope";
import { t } from "@/lib/messages/messages";

/** 600, which apps take as temporary, and when to ask again (docs/app-contract.md#4-app-apis). */
export const tooManyCalls = (retryAfterSeconds: number): ApiAnswer => ({
  ...errorEnvelope(600, t("api.tooMany"), { "Retry-After": String(retryAfterSeconds) }),
  reason: "limit",
});
