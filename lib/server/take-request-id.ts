import type { IncomingMessage } from "node:http";
import { comesFromProxy } from "@/lib/http/client-address";
import { giveReference } from "@/lib/observability/request-reference";

/** What may stand in a line of the log and on a page as it came. */
const FORM = /^[A-Za-z0-9_-]{8,64}$/;

/** A request is called what a trusted proxy calls it (`X-Request-Id`), so that both logs can be read side by side. */
export function takeRequestId(request: IncomingMessage): void {
  const given = request.headers["x-request-id"];
  if (typeof given === "string" && FORM.test(given) && comesFromProxy(request)) giveReference(request, given);
}
