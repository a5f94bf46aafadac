import type { IncomingMessage, ServerResponse } from "node:http";
import { log } from "@/lib/observability/log";
import { explanationOf, referenceOf } from "@/lib/observability/request-reference";

/** One line a request, without host (a relay host is a secret) and without query. */
export function logWhenDone(request: IncomingMessage, response: ServerResponse, path: string): void {
  const started = performance.now();
  response.once("close", () => {
    const isRoutine =
      path.startsWith("/_next/") ||
      /^\/appportal\/v1\/(printer\/nearby|done\/state)$/.test(path) ||
      path.startsWith("/assets/") ||
      path === "/api/printer/info";
    const { statusCode: status } = response;
    if (isRoutine && status < 400) return;
    const fault = status >= 500 && { reference: referenceOf(request), why: explanationOf(request) };
    log.info(
      {
        method: request.method,
        path: path.slice(0, 200),
        status,
        ms: Math.round(performance.now() - started),
        ...fault,
      },
      "request",
    );
  });
}
