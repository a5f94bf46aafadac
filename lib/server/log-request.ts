import type { IncomingMessage, ServerResponse } from "node:http";
import { log } from "@/lib/observability/log";
import { countRelayRequest } from "@/lib/observability/relay-numbers";
import { explanationOf, givenReferenceOf, referenceOf } from "@/lib/observability/request-reference";

/** Asked by every printer every few seconds or minutes. */
const ROUTINE = new Set([
  "/api/printer/info",
  "/api/v1/octo/unlinked",
  "/api/v1/octo/pic",
  "/appportal/v1/printer/nearby",
  "/appportal/v1/done/state",
]);

/** What stands in for the paths of printers. */
const RELAYED = new Set(["(relay)", "(tunnel)", "(view)"]);

/** One line a request, without host (a relay host is a secret) and without query. */
export function logWhenDone(request: IncomingMessage, response: ServerResponse, path: string): void {
  const started = performance.now();
  const isRelayed = RELAYED.has(path);
  response.once("close", () => {
    if (isRelayed)
      countRelayRequest(response.headersSent ? response.statusCode : 0, (performance.now() - started) / 1000);
    const isRoutine = ["/_next/", "/assets/"].some((folder) => path.startsWith(folder)) || ROUTINE.has(path);
    const { statusCode: status } = response;
    if (isRoutine && status < 400) return;
    const given = givenReferenceOf(request);
    const fault = status >= 500 && { reference: referenceOf(request), why: explanationOf(request) };
    log.info(
      {
        method: request.method,
        path: path.slice(0, 200),
        status,
        ms: Math.round(performance.now() - started),
        ...(given && { reference: given }),
        ...fault,
      },
      "request",
    );
  });
}
