import type { IncomingMessage, ServerResponse } from "node:http";
import { databaseAnswers } from "@/lib/db/database-answers";
import { env } from "@/lib/env";
import { plainPage } from "@/lib/http/plain-page";
import { RAW_QUERY_HEADER, type PortalPath } from "@/lib/http/portal-path";
import { replaceFaultPage } from "@/lib/http/replace-fault-page";
import { securityHeaders } from "@/lib/http/security-headers";
import { formActionSource } from "@/lib/journey/read/form-action";
import { PORTAL_PATH, TUNNEL_PATHS } from "@/lib/journey/urls/step-url";
import { t } from "@/lib/messages/messages";
import { explain, referenceOf } from "@/lib/observability/request-reference";
import { randomToken } from "@/lib/random";
import { anyViewOrigin } from "@/lib/view/view-host";
import { hasFrames, pathHeaders } from "@/lib/web/path-headers";
import { takesForeignPost } from "@/lib/web/provider-callback-path";
import { redirectTunnelStart } from "@/lib/web/redirect-tunnel-start";

/** "Open", whose answer is a form to a printer's own page. */
const isOpenPrinter = (method: string | undefined, path: string) =>
  method === "POST" && /^\/view\/[A-Za-z0-9]{40,60}\/open$/.test(path);

const isCompletePage = (path: string) => path === `${PORTAL_PATH}/complete` || path === TUNNEL_PATHS.end;

const LARGEST_FORM_BYTES = 64 * 1024;
const FORM_PATIENCE_MS = 30_000;

/** Speak to the framework between its own pages, which do not exist here. */
const OF_FRAMEWORK = [
  "next-action",
  "rsc",
  "next-url",
  "next-router-state-tree",
  "next-router-prefetch",
  "next-router-segment-prefetch",
  "x-middleware-prefetch",
  "x-nextjs-data",
];

/** `isLocal`: this machine asks, under a name of its own. */
type RequestOptions = { development: boolean; isLocal: boolean };

/** Everybody's mails, however the address is spelled. */
const isOutbox = (path: string) => !/^\/dev\/checkout(\/|$)/.test(decodeURIComponent(path));

type HttpError = { status: number; title: string; lead: string };

/** Why a request is refused before a page sees it (docs/security.md#cross-site-requests); undefined when it is fine. */
function findHttpError(
  request: IncomingMessage,
  path: string,
  origin: string,
  { development, isLocal }: RequestOptions,
): HttpError | undefined {
  const method = request.method ?? "";
  // Of the framework's own addresses only its files are anybody's; the development server has more.
  const isInternal = path.startsWith("/_") && !path.startsWith("/_next/static/");
  if (isInternal && !development) return { status: 404, title: t("crash.notFound"), lead: t("crash.notFoundLead") };
  const isKept = path.startsWith("/dev/") && (env().mode === "production" || (!isLocal && isOutbox(path)));
  if (isKept) return { status: 404, title: t("crash.notFound"), lead: t("crash.notFoundLead") };
  if (method === "GET" || method === "HEAD") return undefined;
  if (method !== "POST") return { status: 405, title: t("refused.method"), lead: t("crash.notFoundLead") };
  // Exact: pages of printers live on sibling hosts of the same site. A browser sends Origin with every form post.
  if (request.headers.origin !== origin && !takesForeignPost(path))
    return { status: 403, title: t("refused.origin"), lead: t("refused.originLead") };
  if (request.headers["content-length"] === undefined)
    return { status: 411, title: t("refused.length"), lead: t("crash.notFoundLead") };
  if (Number(request.headers["content-length"]) > LARGEST_FORM_BYTES)
    return { status: 413, title: t("refused.large"), lead: t("refused.largeLead") };
  return undefined;
}

/** Answers with a page of one sentence; a body that is still coming is not read. */
function sendHttpError(
  request: IncomingMessage,
  response: ServerResponse,
  { status, title, lead }: HttpError,
  nonce: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    ...(request.complete ? {} : { Connection: "close" }),
    ...headers,
  });
  response.end(plainPage({ title, lead, nonce, wayOn: { href: "/account", text: t("yourAccount.open") } }));
}

/**
 * Prepares a request for Next: headers of its answer, checks that every page and action shares, and what lib reads of
 * it. Answers by itself what is refused.
 * @returns true when Next may go on
 */
export async function preparePortalRequest(
  request: IncomingMessage,
  response: ServerResponse,
  { path, query }: PortalPath,
  origin: string,
  options: RequestOptions,
): Promise<boolean> {
  // No page of ours has such actions; their decoder never sees what came from outside.
  for (const name of OF_FRAMEWORK) delete request.headers[name];
  const nonce = randomToken(24);
  const secure = env().portalUrl.startsWith("https:");
  const isDoor = isOpenPrinter(request.method, path);
  // Its form leads to another host, which is told our origin and nothing else.
  const referrer = isCompletePage(path) ? "no-referrer" : isDoor ? "strict-origin" : "same-origin";
  const policy = { nonce, formAction: undefined, development: options.development, frames: hasFrames(path) };
  const setHeaders = (formAction?: string) => {
    const headers = { ...securityHeaders({ ...policy, formAction }, { secure, referrer }), ...pathHeaders(path) };
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    // Next reads the nonce for its scripts from the request.
    request.headers["content-security-policy"] = headers["Content-Security-Policy"];
  };
  setHeaders();
  const error = findHttpError(request, path, origin, options);
  if (error) {
    sendHttpError(request, response, error, nonce);
    return false;
  }
  if (path.startsWith("/_next/")) return true;
  if (!(await databaseAnswers())) {
    explain(request, "database");
    const lead = `${t("refused.databaseLead")} ${t("common.reference", { id: referenceOf(request) })}.`;
    sendHttpError(request, response, { status: 503, title: t("refused.database"), lead }, nonce, {
      "Retry-After": "5",
    });
    return false;
  }
  if (path === TUNNEL_PATHS.start && (await redirectTunnelStart(request, response, query))) return false;
  if (request.method === "GET" || request.method === "HEAD") setHeaders(await formActionSource(path, query));
  else {
    if (isDoor) setHeaders(anyViewOrigin());
    const timer = setTimeout(() => request.complete || request.destroy(), FORM_PATIENCE_MS);
    response.once("close", () => clearTimeout(timer));
  }
  request.headers[RAW_QUERY_HEADER] = query;
  replaceFaultPage(request, response, nonce);
  return true;
}
