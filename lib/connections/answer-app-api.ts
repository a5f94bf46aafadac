import { authenticateToken, type RefusedStatus } from "@/lib/connections/authenticate-connection";
import type { ApiAnswer, ApiCall } from "@/lib/http/api-call";
import { refusal } from "@/lib/http/envelope";
import { jsonFields } from "@/lib/http/json-body";
import { takeFromLimit } from "@/lib/http/rate-limit-store";
import { t } from "@/lib/messages/messages";
import type { OwnedPrinter } from "@/lib/printers/printer-store";

const SENTENCES = { 603: "api.noConnection", 604: "api.revoked", 605: "api.noPerks", 606: "api.noConnection" } as const satisfies Record<RefusedStatus, string>;

const appToken = (call: ApiCall): string => {
  const header = call.headers.apptoken;
  if (typeof header === "string" && header.trim()) return header.trim();
  const field = Object.entries(jsonFields(call.body)).find(([name]) => name.toLowerCase() === "apptoken")?.[1];
  return typeof field === "string" ? field.trim() : "";
};

/**
 * Answers an App API (contract section 4): token in the header `AppToken` or in the JSON body. 400 without one, 603 to 605
 * by the state of its connection, 600 when one address asks too fast: the code that apps take as temporary.
 */
export async function answerAppApi(call: ApiCall, answer: (printer: OwnedPrinter) => ApiAnswer): Promise<ApiAnswer> {
  const token = appToken(call);
  if (!token) return refusal(400, t("api.noToken"));
  const limit = await takeFromLimit("appApiPerAddress", call.address);
  if (!limit.ok) return refusal(600, t("api.tooMany"), { "Retry-After": String(limit.retryAfterSeconds) });
  const connection = await authenticateToken(token, call.address);
  return connection.ok ? answer(connection.printer) : refusal(connection.status, t(SENTENCES[connection.status]));
}
