import { answerAppApi } from "@/lib/connections/answer-app-api";
import type { GadgetStatus } from "@/lib/connections/app-api-shapes";
import type { ApiAnswer, ApiCall } from "@/lib/http/api-call";
import { envelope } from "@/lib/http/envelope";

const DISABLED = 0;

/**
 * `POST /api/gadget/GetStatusFromAppConnection` (docs/app-contract.md#4-app-apis): there is no failure detection here.
 */
export function answerGadgetStatus(call: ApiCall): Promise<ApiAnswer> {
  return answerAppApi(call, "gadgetPerConnection", () =>
    envelope(200, { State: DISABLED, Status: "", StatusColor: "w", Rating: 10 } satisfies GadgetStatus),
  );
}
