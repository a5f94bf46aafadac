import { currentRequest } from "@/lib/observability/request-reference";
import { ownPath } from "@/lib/web/own-path";

/** Path and query of the page that is made now, to come back to it. */
export const pagePath = (): string => ownPath(currentRequest()?.url ?? "/");
