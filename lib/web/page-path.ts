import { currentRequest } from "@/lib/observability/request-reference";
import { ownPath } from "@/lib/web/own-path";
import { rawQuery } from "@/lib/web/raw-query";

/** Path and query of the page that is made now, to come back to it: the query as sent, which the framework respells. */
export function pagePath(): string {
  const [path = "/"] = (currentRequest()?.url ?? "/").split("?");
  const query = rawQuery();
  return ownPath(query ? `${path}?${query}` : path);
}
