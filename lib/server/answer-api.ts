import type { IncomingMessage, ServerResponse } from "node:http";
import { databaseAnswers } from "@/lib/db/database-answers";
import type { ApiAnswer, ApiCall } from "@/lib/http/api-call";
import { errorEnvelope } from "@/lib/http/envelope";
import { readBody } from "@/lib/http/read-body";
import { sendJson } from "@/lib/http/send-json";
import { withLocale } from "@/lib/messages/locale";
import { t } from "@/lib/messages/messages";
import { recordFault } from "@/lib/observability/record-fault";
import { explain, referenceOf } from "@/lib/observability/request-reference";

/**
 * An API that server.ts answers from `lib`, and the methods it takes.
 * @property limits those of apps unless it says otherwise
 * @property answerEarly before the body is read, if that is enough to answer: then the body goes by unread
 * @property anyOrigin pages of every origin may ask and read the answer, without cookies (Fetch, CORS): its token is in
 * the request, and nothing that a browser sends by itself counts
 * @property over told once the call is over, however it ended
 */
export type Api = {
  methods: readonly string[];
  answer: (call: ApiCall) => Promise<ApiAnswer>;
  limits?: ApiLimits;
  anyOrigin?: true;
  answerEarly?: (call: Omit<ApiCall, "body">) => Promise<ApiAnswer | undefined>;
  over?: (call: Omit<ApiCall, "body">) => void;
};

/** How large a body may be, and what is answered to a larger one, and when something of ours is broken. */
type ApiLimits = { bodyBytes: number; tooLarge: number; fault: number };

// 600 is the code that apps take as temporary (docs/app-contract.md#4-app-apis).
const FOR_APPS: ApiLimits = { bodyBytes: 16 * 1024, tooLarge: 413, fault: 600 };

/** For what other services send: they know plain HTTP only, and send again what was answered with 500. */
export const FOR_SERVICES: ApiLimits = { bodyBytes: 256 * 1024, tooLarge: 400, fault: 500 };

const BODY_PATIENCE_MS = 30_000;

/** For an API that pages of every origin may ask. `*` goes with no cookies, ever. */
const ANY_ORIGIN = { "Access-Control-Allow-Origin": "*" };
/** The browser's question before it. How long the answer counts: in seconds. */
const PREFLIGHT = {
  ...ANY_ORIGIN,
  "Access-Control-Allow-Methods": "POST",
  "Access-Control-Allow-Headers": "Content-Type",
  "Access-Control-Max-Age": "600",
};

const tooLarge = ({ tooLarge: status }: ApiLimits) => errorEnvelope(status, t("api.tooLarge"), { Connection: "close" });

/** Node takes what is left of a body and throws it away; of one without a length it would take any amount. */
async function answerEarly(
  { headers }: IncomingMessage,
  { answerEarly: early, limits = FOR_APPS }: Api,
  call: Omit<ApiCall, "body">,
): Promise<ApiAnswer | undefined> {
  if (!early) return undefined;
  if (Number(headers["content-length"] ?? 0) > limits.bodyBytes) return tooLarge(limits);
  const answered = await early(call);
  if (!answered || headers["transfer-encoding"] === undefined) return answered;
  return { ...answered, headers: { ...answered.headers, Connection: "close" } };
}

async function answer(request: IncomingMessage, api: Api, call: Omit<ApiCall, "body">): Promise<ApiAnswer> {
  if (api.anyOrigin && call.method === "OPTIONS") return { status: 200, body: {}, headers: PREFLIGHT };
  const method = call.method === "HEAD" ? "GET" : call.method;
  if (!api.methods.includes(method))
    return errorEnvelope(405, t("api.wrongMethod", { method: api.methods.join(", ") }), {
      Allow: api.methods.join(", "),
    });
  const limits = api.limits ?? FOR_APPS;
  const early = await answerEarly(request, api, call);
  if (early) return early;
  // Closed like one whose caller left: nobody waits for an answer to what never came.
  const timer = setTimeout(() => request.socket.destroy(), BODY_PATIENCE_MS);
  const body = await readBody(request, limits.bodyBytes).finally(() => clearTimeout(timer));
  if (!body) return tooLarge(limits);
  if (!(await databaseAnswers())) {
    explain(request, "database");
    return errorEnvelope(limits.fault, t("api.noDatabase"), { "Retry-After": "5" });
  }
  return api.answer({ ...call, body });
}

/** A fault of ours, or what apps take for one: its sentence says where the log has the rest (ASVS 16.5.1). */
function withReference(answer: ApiAnswer, request: IncomingMessage): ApiAnswer {
  if (answer.status < 500 || answer.status > 600) return answer;
  if (answer.reason) explain(request, answer.reason);
  const { Error: told, ...body } = answer.body as { Error?: string };
  return {
    ...answer,
    body: {
      ...body,
      Error: [told, `${t("common.reference", { id: referenceOf(request) })}.`].filter(Boolean).join(" "),
    },
  };
}

/** Answers an API call with its own status codes, 600 to 610 included, which Next cannot send. */
export async function answerApi(
  request: IncomingMessage,
  response: ServerResponse,
  api: Api,
  call: Omit<ApiCall, "body">,
): Promise<void> {
  const answered = await withLocale("en", () => answer(request, api, call))
    .finally(() => api.over?.(call))
    .catch((error: unknown) => {
      // A caller that went away while it was sending is no fault of ours. (A request is also "destroyed" once it was
      // read.)
      if (!response.destroyed && !request.socket.destroyed) recordFault(error);
      return errorEnvelope((api.limits ?? FOR_APPS).fault, t("api.serverFault"));
    });
  const headers = { ...(api.anyOrigin && ANY_ORIGIN), ...answered.headers };
  sendJson(request, response, withReference({ ...answered, headers }, request));
}
