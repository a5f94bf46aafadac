import type { IncomingMessage } from "node:http";
import type { Pair } from "@/lib/octostream/messages";

/** Headers that speak of the hop between this program and the printer only (RFC 9110, 7.6.1). */
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/**
 * A redirect to the printer itself leads through the relay again; one to elsewhere stays
 * (docs/printer-protocol.md#43-http-response).
 */
function throughRelay(location: string, origin: string, publicHost: string): string {
  const url = URL.canParse(location) ? new URL(location) : undefined;
  if (!url || (url.origin !== origin && url.host !== publicHost)) return location;
  return `https://${publicHost}${url.pathname}${url.search}${url.hash}`;
}

/** Headers of a printer's answer, each as its own pair, also repeated ones. */
export function answerHeaders(response: IncomingMessage, origin: string, publicHost: string): Pair[] {
  const pairs: Pair[] = [];
  const raw = response.rawHeaders;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const [name, value] = [raw[i] ?? "", raw[i + 1] ?? ""];
    const lower = name.toLowerCase();
    if (HOP_BY_HOP.has(lower)) continue;
    pairs.push(lower === "location" ? [name, throughRelay(value, origin, publicHost)] : [name, value]);
  }
  return pairs;
}
