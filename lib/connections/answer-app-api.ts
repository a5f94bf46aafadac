import {
  authenticateToken,
  type AuthenticatedConnection,
  type AuthenticationErrorStatus,
} from "@/lib/connections/authenticate-connection";
import type { ApiAnswer, ApiCall } from "@/lib/http/api-call";
import { errorEnvelope } from "@/lib/http/envelope";
import { jsonFields } from "@/lib/http/json-body";
import { tooManyCalls } from "@/lib/http/too-many-calls";
import { t } from "@/lib/messages/messages";
import type { LimitName } from "@/lib/rate-limits/limits";
import { consume } from "@/lib/rate-limits/rate-limit-store";

const SENTENCES = {
  603: "api.noConnection",
  604: "api.revoked",
  605: "api.noPerks",
  606: "api.noConnection",
} as const satisfies Record<AuthenticationErrorStatus, string>;

const appToken = (call: ApiCall): string => {
  const header = call.headers.apptoken;
  if (typeof header === "string" && header.trim()) return header.trim();
  const field = Object.entries(jsonFields(call.body)).find(([name]) => name.toLowerCase() === "apptoken")?.[1];
  return typeof field === "string" ? field.trim() : "";
};

/** A connection whose token was right. */
export type Caller = Extract<AuthenticatedConnection, { ok: true }>;

/**
 * Answers an App API (docs/app-contract.md#4-app-apis): token in the header `AppToken` or in the JSON body. 400 without
 * one, 603 to 605 by the state of its connection, 600 when a connection asks too fast or an address was refused too
 * often: the code that apps take as temporary.
 * @param limit how often one connection may ask @param authenticate whose token it is
 */
export async function answerAppApi(
  call: ApiCall,
  limit: LimitName,
  answer: (caller: Caller) => ApiAnswer | Promise<ApiAnswer>,
  authenticate: (token: string, address: string) => Promise<AuthenticatedConnection> = authenticateToken,
): Promise<ApiAnswer> {
  const token = appToken(call);
  if (!token) return errorEnvelope(400, t("api.noToken"));
  const connection = await authenticate(token, call.address);
  const allowed = await (connection.ok
    ? consume(limit, connection.connectionId)
    : consume("appApiRefusalsPerAddress", call.address));
  if (!allowed.ok) return tooManyCalls(allowed.retryAfterSeconds);
  return connection.ok ? answer(connection) : errorEnvelope(connection.status, t(SENTENCES[connection.status]));
}
