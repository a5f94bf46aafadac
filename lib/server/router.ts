import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { brandLogoPath } from "@/lib/brand-logo";
import { findBrowserFile } from "@/lib/browser-files";
import type { Env } from "@/lib/env";
import { AGENTS_PATH } from "@/lib/gateway/agents/agent-gateway";
import { GATEWAY_PATH, type Gateway } from "@/lib/gateway/create-gateway";
import type { ApiCall } from "@/lib/http/api-call";
import { clientAddress } from "@/lib/http/client-address";
import { limitRequestTime } from "@/lib/http/limit-request-time";
import { foldSlashes, portalPath, type PortalPath } from "@/lib/http/portal-path";
import type { RequestHost } from "@/lib/http/request-host";
import { t } from "@/lib/messages/messages";
import { recordFault } from "@/lib/observability/record-fault";
import { inRequest } from "@/lib/observability/request-reference";
import type { Relay } from "@/lib/relay/create-relay";
import { findAgentApi } from "@/lib/server/agent-apis";
import { answerApi, type Api } from "@/lib/server/answer-api";
import { answerFault, answerPlainly } from "@/lib/server/answer-plainly";
import { answerPollingAgent, isPollingAgent } from "@/lib/server/answer-polling-agent";
import { APP_APIS, DESCRIPTIONS, NO_API, PAYMENT_APIS, PORTAL_APP_APIS, PRINTER_APIS } from "@/lib/server/apis";
import { findConnectorFile, sendConnectorFile } from "@/lib/server/connector-files";
import type { Drain } from "@/lib/server/drain";
import { healthApis } from "@/lib/server/health-apis";
import { logWhenDone } from "@/lib/server/log-request";
import { reachedHost } from "@/lib/server/reached-host";
import { sendBrowserFile } from "@/lib/server/send-browser-file";
import { takeRequestId } from "@/lib/server/take-request-id";
import type { Door } from "@/lib/view/create-door";
import { preparePortalRequest } from "@/lib/web/portal-request";
import { isProviderCallback } from "@/lib/web/provider-callback-path";
import { CLIENT_ADDRESS_HEADER } from "@/lib/web/request-address";
import { noteRequestLanguage } from "@/lib/web/request-language";

/** Who answers what. */
export type RouterParts = {
  settings: Env;
  relay: Relay;
  /** The same for apps that take a server's address. */
  tunnels: Relay;
  door: Door;
  gateway: Gateway;
  /** Where Obico's agents connect. */
  agents: Gateway;
  /** Counts what is to be answered before this server stops. */
  drain: Drain;
  /** The framework's. */
  renderPage(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** For upgrades of the framework's own, in development. */
  upgradeInDevelopment: ((request: IncomingMessage, socket: Duplex, head: Buffer) => void) | undefined;
};

export type Router = {
  /** Never throws, nor rejects. */
  onRequest(request: IncomingMessage, response: ServerResponse): void;
  onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
};

/** Two Host headers are two opinions about who is asked: Node takes the first, a proxy may take the last. */
function hasOneHost({ rawHeaders }: IncomingMessage): boolean {
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? "";
    if (name.length === 4 && name.toLowerCase() === "host") hosts++;
  }
  return hosts === 1;
}

/** An agent that waits to be linked asks the portal: answered before all else. */
function answeredPoll(request: IncomingMessage, response: ServerResponse, settings: Env): boolean {
  if (!isPollingAgent(request) || !hasOneHost(request)) return false;
  if (reachedHost(request, settings)?.host.kind !== "portal") return false;
  answerPollingAgent(request, response, clientAddress(request));
  return true;
}

/** For an upgrade on a connection that was open already: elsewhere, or a little later, it is served. */
const STOPPING = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/** What an API is told of a request. */
const apiCall = (
  { method = "GET", headers }: IncomingMessage,
  { path, query }: PortalPath,
  host: RequestHost,
  address: string,
): Omit<ApiCall, "body"> => ({
  method,
  path,
  query: new URLSearchParams(query),
  headers,
  address,
  relayLabel: host.kind === "relay" ? host.label : undefined,
});

/** Answers what nobody expected, if nothing was answered yet. */
function endWithFault(response: ServerResponse, error: unknown): void {
  const reference = recordFault(error);
  if (response.headersSent) response.destroy();
  else answerFault(response, reference);
}

/** Has a request answered: no fault of one answer, such as a byte behind its end, ends the server. */
function serve(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): void {
  void inRequest(request, async () => {
    response.on("error", recordFault);
    try {
      await answer(request, response);
    } catch (error) {
      endWithFault(response, error);
    }
  });
}

/** Answers with a file of ours, before anything else is looked at. @returns whether there is one */
function sendsFile(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  { portalUrl, brand }: Env,
): boolean {
  const file = findConnectorFile(path, portalUrl);
  const logo = brand.logo && brandLogoPath(brand.logo) === path ? brand.logo : undefined;
  const asset = logo ?? findBrowserFile(path);
  if (file) sendConnectorFile(request, response, file);
  if (asset) sendBrowserFile(request, response, asset);
  return file !== undefined || asset !== undefined;
}

const portalApisOf = ({ settings, drain }: RouterParts): Record<string, Api> => ({
  ...APP_APIS,
  ...PORTAL_APP_APIS,
  ...DESCRIPTIONS,
  ...PRINTER_APIS,
  ...healthApis(drain.isOn),
  ...(settings.payments.stripe && PAYMENT_APIS),
});

/** Chooses who takes a connection over. */
function upgrade(parts: RouterParts, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { settings, relay, tunnels, door, gateway, agents, upgradeInDevelopment } = parts;
  socket.on("error", () => undefined);
  const host = hasOneHost(request) ? reachedHost(request, settings)?.host : undefined;
  const path = portalPath(host?.kind === "portal" ? foldSlashes(request.url ?? "") : (request.url ?? ""))?.path;
  if (host && host.kind !== "portal") {
    const printers = { relay, tunnel: tunnels, view: door }[host.kind];
    printers.handleUpgrade(request, socket, head, host.label, clientAddress(request)).catch((error: unknown) => {
      recordFault(error);
      socket.destroy();
    });
    return;
  }
  const printersEnd = path === GATEWAY_PATH ? gateway : path === AGENTS_PATH ? agents : undefined;
  if (host && printersEnd) return printersEnd.handleUpgrade(request, socket, head, clientAddress(request));
  if (host && upgradeInDevelopment) return upgradeInDevelopment(request, socket, head);
  socket.end("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}

/** Chooses by host and path who answers: an API, the relay, the printers' gateway, or the framework. */
export function createRouter(parts: RouterParts): Router {
  const { settings, relay, tunnels, door, drain, renderPage, upgradeInDevelopment } = parts;
  const portalApis = portalApisOf(parts);

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const reached = hasOneHost(request) ? reachedHost(request, settings) : undefined;
    const host = reached?.host;
    // What goes to a printer may take its time.
    limitRequestTime(request, response, host && host.kind !== "portal" ? "answer" : "arrival");
    if (!reached || !host) return answerPlainly(response, 421, t("refused.host"), t("refused.hostLead"));
    const target = portalPath(host.kind === "portal" ? foldSlashes(request.url ?? "") : (request.url ?? ""));
    const address = clientAddress(request);
    // On a relay host everything but the App APIs is the printer's own, and its addresses are not ours to judge.
    const apis = host.kind === "portal" ? portalApis : host.kind === "relay" ? APP_APIS : {};
    const listed = target && Object.hasOwn(apis, target.path) ? apis[target.path] : undefined;
    const found = listed ?? (target && host.kind === "portal" ? findAgentApi(target.path) : undefined);
    const isOurs = host.kind === "portal" || found !== undefined;
    logWhenDone(request, response, isOurs ? (target?.path ?? "(unreadable)") : `(${host.kind})`);
    if (host.kind === "portal" || host.kind === "view") noteRequestLanguage(request, target?.query);
    if (host.kind === "view") return door.handleRequest(request, response, host.label, address);
    if (host.kind === "tunnel") return tunnels.handleRequest(request, response, host.label, address);
    if (host.kind === "relay" && !found) return relay.handleRequest(request, response, host.label, address);
    if (!target) return answerPlainly(response, 400, t("refused.target"), t("crash.notFoundLead"));
    const { path, query } = target;
    const isApi = path.startsWith("/api/") && !(host.kind === "portal" && isProviderCallback(path));
    const api = found ?? (isApi ? NO_API : undefined);
    if (api) return answerApi(request, response, api, apiCall(request, target, host, address));
    if (host.kind !== "portal") return;
    if (sendsFile(request, response, path, settings)) return;
    request.headers[CLIENT_ADDRESS_HEADER] = address;
    request.url = query ? `${path}?${query}` : path;
    const options = { development: upgradeInDevelopment !== undefined, isLocal: reached.isLocal };
    if (await preparePortalRequest(request, response, target, host.origin, options))
      await renderPage(request, response);
  };

  return {
    onRequest: (request, response) => {
      takeRequestId(request);
      drain.enter(response);
      if (!answeredPoll(request, response, settings)) serve(request, response, route);
    },
    onUpgrade: (request, socket, head) => {
      if (drain.isOn()) return void socket.on("error", () => undefined).end(STOPPING);
      takeRequestId(request);
      inRequest(request, () => upgrade(parts, request, socket, head));
    },
  };
}
