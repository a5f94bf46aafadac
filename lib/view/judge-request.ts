import type { IncomingMessage } from "node:http";

/** Why a request to a printer's page is refused before anything is looked up. */
export type Refusal =
  /** Another origin asks, and it is not a person who follows a link. */
  | "foreign"
  /** A service worker would outlive the visit, and stand between this host and whoever comes next. */
  | "service_worker";

type Asked = Pick<IncomingMessage, "method" | "headers">;

const isFetch = (site: string | undefined) => site === "same-origin" || site === "none";

/**
 * Whether a request may go to a printer's own page (Fetch Metadata). From other origins, printers' pages on sibling
 * hosts among them, only a person's own navigation of a whole window comes through; whatever can change something
 * needs this very host's `Origin`. Browsers that send no Fetch Metadata are judged by `Origin` alone: their `GET`
 * without one is let through, with a cookie that other sites' requests do not carry (`SameSite`), to an answer that no
 * other origin can read or frame. Pure.
 * @param origin of this host
 */
export function judgeRequest({ method, headers }: Asked, origin: string, isUpgrade: boolean): Refusal | undefined {
  const header = (name: string) => {
    const value = headers[name];
    return typeof value === "string" ? value.toLowerCase() : undefined;
  };
  const isWorker = header("service-worker") !== undefined || header("sec-fetch-dest") === "serviceworker";
  if (isWorker) return "service_worker";
  const isSafe = !isUpgrade && (method === "GET" || method === "HEAD");
  const asker = headers.origin;
  if (isSafe ? asker !== undefined && asker !== origin : asker !== origin) return "foreign";
  const site = header("sec-fetch-site");
  if (site === undefined || isFetch(site)) return undefined;
  const isVisit = header("sec-fetch-mode") === "navigate" && header("sec-fetch-dest") === "document";
  return isVisit && method === "GET" && !isUpgrade ? undefined : "foreign";
}
