import type { IncomingMessage } from "node:http";
import { currentRequest } from "@/lib/observability/request-reference";
import { shared } from "@/lib/shared";

function request(): IncomingMessage {
  const found = currentRequest();
  if (!found) throw new Error("There is no request here.");
  return found;
}

/** The headers of the request that is served now. */
export const sentHeaders = (): Headers =>
  new Headers(
    Object.entries(request().headers).flatMap(([name, value = ""]) =>
      (Array.isArray(value) ? value : [value]).map((one): [string, string] => [name, one]),
    ),
  );

/** What became of cookies while a request is served: whoever reads on sees what the next request will bring. */
const changes = () => shared("changed-cookies", () => new WeakMap<IncomingMessage, Map<string, string | undefined>>());

/** Notes that the answer sets a cookie, or takes it away. */
export function noteCookie(name: string, value: string | undefined): void {
  const known = changes().get(request()) ?? new Map<string, string | undefined>();
  changes().set(request(), known.set(name, value));
}

/** A cookie of this browser, the first of its name as sent. */
export function browserCookie(name: string): string | undefined {
  const changed = changes().get(request());
  if (changed?.has(name)) return changed.get(name);
  const pairs = (request().headers.cookie ?? "").split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}
