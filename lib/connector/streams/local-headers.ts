import type { OutgoingHttpHeaders } from "node:http";
import type { Pair } from "@/lib/gateway/protocol/messages";

/** Never passed on: the way to the printer has its own, or they would tell the printer something untrue (protocol notes, 4.2). */
const DROPPED = new Set([
  "accept-encoding", "transfer-encoding", "upgrade-insecure-requests", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "x-original-proto",
  "connection", "keep-alive", "proxy-connection", "te", "trailer", "upgrade", "expect", "host", "content-length",
]);

const isValid = ([name, value]: Pair) => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && !/[\0\r\n]/.test(value);

/** The page that made a request, as the printer would know it. */
function onPrinter(address: string, origin: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url && /^https?:$/.test(url.protocol) ? `${origin}${url.pathname}${url.search}` : origin;
}

/**
 * Headers of a relayed request as the printer's web server gets them (protocol notes, 4.2): it sees itself as the host and
 * origin, learns the public host from `X-Forwarded-Host`, and never compresses, since the frames are.
 * @param origin of the printer's web server @param bodySize bytes, 0 for none, -1 when not known
 */
export function localHeaders(headers: readonly Pair[], origin: string, publicHost: string, bodySize: number): OutgoingHttpHeaders {
  const local: OutgoingHttpHeaders = {};
  for (const [name, value] of headers.filter(isValid)) {
    const lower = name.toLowerCase();
    if (lower === "origin") local[lower] = origin;
    else if (lower === "referer") local[lower] = onPrinter(value, origin);
    else if (!DROPPED.has(lower)) local[lower] = value;
  }
  local["host"] = new URL(origin).host;
  local["x-forwarded-host"] = publicHost;
  local["x-forwarded-proto"] = "https";
  local["accept-encoding"] = "identity";
  local["user-agent"] ??= "app-connection-connector";
  if (bodySize > 0) local["content-length"] = bodySize;
  return local;
}

/** The only headers that a relayed WebSocket handshake passes on (protocol notes, 4.6). */
export function localSocketHeaders(headers: readonly Pair[]): Record<string, string> {
  return Object.fromEntries(headers.filter(isValid).filter(([name]) => /^(x-api-key.*|cookie)$/i.test(name)));
}

/** The protocols a WebSocket handshake offers: one comma-separated header, or several. */
export function offeredProtocols(headers: readonly Pair[]): string[] {
  const offered = headers.filter(([name]) => name.toLowerCase() === "sec-websocket-protocol").flatMap(([, value]) => value.split(","));
  return [...new Set(offered.map((item) => item.trim()).filter((item) => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(item)))];
}
