import type { IncomingMessage, ServerResponse } from "node:http";
import type { ApiAnswer, ApiCall } from "@/lib/http/api-call";
import { refusal } from "@/lib/http/envelope";
import { readBody } from "@/lib/http/read-body";
import { databaseAnswers } from "@/lib/db/database-answers";
import { t } from "@/lib/messages/messages";
import { noteFault } from "@/lib/observability/note-fault";

/** An API that server.ts answers from `lib`, and the methods it takes. */
export type Api = { methods: readonly string[]; answer: (call: ApiCall) => Promise<ApiAnswer> };

const LARGEST_BODY_BYTES = 16 * 1024;
const BODY_PATIENCE_MS = 30_000;

async function answer(request: IncomingMessage, api: Api, call: Omit<ApiCall, "body">): Promise<ApiAnswer> {
  const method = call.method === "HEAD" ? "GET" : call.method;
  if (!api.methods.includes(method)) return refusal(405, t("api.wrongMethod", { method: api.methods.join(", ") }), { Allow: api.methods.join(", ") });
  const timer = setTimeout(() => request.destroy(), BODY_PATIENCE_MS);
  const body = await readBody(request, LARGEST_BODY_BYTES).finally(() => clearTimeout(timer));
  if (!body) return refusal(413, t("api.tooLarge"), { Connection: "close" });
  // 600 is the code that apps take as temporary (contract section 4).
  if (!(await databaseAnswers())) return refusal(600, t("api.noDatabase"), { "Retry-After": "5" });
  return api.answer({ ...call, body });
}

/** Answers an API call with its own status codes, 600 to 610 included, which Next cannot send. */
export async function answerApi(request: IncomingMessage, response: ServerResponse, api: Api, call: Omit<ApiCall, "body">): Promise<void> {
  const { status, body, headers } = await answer(request, api, call).catch((error: unknown) =>
    // A caller that went away is no fault of ours.
    refusal(600, t("api.serverFault", { reference: request.destroyed ? "-" : noteFault(error) })),
  );
  if (response.destroyed) return;
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(text),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    ...headers,
  });
  response.end(call.method === "HEAD" ? undefined : text);
}
