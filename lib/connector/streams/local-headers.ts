import type { OutgoingHttpHeaders } from "node:http";
import { parseUrl } from "@/lib/connector/origin-of";
import { framingHeader } from "@/lib/connector/streams/frame-body";
import { canonicalName, isOneHeader } from "@/lib/header-pairs";
import type { Pair } from "@/lib/octostream/messages";

/**
 * Never passed on: the way to the printer has its own, or they would tell the printer something untrue
 * (docs/printer-protocol.md#42-http-request).
 */
const DROPPED = new Set([
  "accept-encoding",
  "transfer-encoding",
  "upgrade-insecure-requests",
  "forwarded",
  "x-real-ip",
  "x-original-proto",
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "upgrade",
  "http2-settings",
  "expect",
  "host",
  "content-length",
]);

/** Who asks, as the portal says it; for OctoPrint, which would take everybody for its own machine otherwise. */
const ASKER = "x-forwarded-for";

const isDropped = (name: string) => DROPPED.has(canonicalName(name)) || canonicalName(name).startsWith("x-forwarded-");

/** The page that made a request, as the printer would know it. */
function onPrinter(address: string, origin: string): string {
  const url = parseUrl(address);
  return url && /^https?:$/.test(url.protocol) ? `${origin}${url.pathname}${url.search}` : origin;
}

export type LocalRequest = {
  /** Of the printer's web server. */
  server: URL;
  publicHost: string;
  method: string;
  /** Bytes, 0 for none, -1 when not known. */
  bodySize: number;
  /** The printer is told who asks. */
  tellsAsker: boolean;
};

/**
 * Headers of a relayed request as the printer's web server gets them (docs/printer-protocol.md#42-http-request): it
 * sees itself as the host and origin, learns the public host from `X-Forwarded-Host`, never compresses, since the
 * frames are, and always hears where the body ends.
 */
export function localHeaders(
  headers: readonly Pair[],
  { server, publicHost, method, bodySize, tellsAsker }: LocalRequest,
): OutgoingHttpHeaders {
  const { origin } = server;
  const local: OutgoingHttpHeaders = {};
  for (const [name, value] of headers.filter(isOneHeader)) {
    const lower = name.toLowerCase();
    if (lower === "origin") local[lower] = origin;
    else if (lower === "referer") local[lower] = onPrinter(value, origin);
    else if (!isDropped(lower) || (tellsAsker && lower === ASKER)) local[lower] = value;
  }
  local["host"] = server.host;
  local["x-forwarded-host"] = publicHost;
  local["x-forwarded-proto"] = "https";
  local["accept-encoding"] = "identity";
  local["user-agent"] ??= "app-connection-connector";
  return { ...local, ...framingHeader(method, bodySize) };
}

/** The only headers that a relayed WebSocket handshake passes on (docs/printer-protocol.md#46-websockets). */
export function localSocketHeaders(headers: readonly Pair[], tellsAsker: boolean): Record<string, string> {
  const passes = ([name]: Pair) =>
    /^(x-api-key.*|cookie|authorization)$/i.test(name) || (tellsAsker && name.toLowerCase() === ASKER);
  return Object.fromEntries(headers.filter(isOneHeader).filter(passes));
}

/** The protocols a WebSocket handshake offers: one comma-separated header, or several. */
export function offeredProtocols(headers: readonly Pair[]): string[] {
  const offered = headers
    .filter(([name]) => name.toLowerCase() === "sec-websocket-protocol")
    .flatMap(([, value]) => value.split(","));
  return [...new Set(offered.map((item) => item.trim()).filter((item) => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(item)))];
}
