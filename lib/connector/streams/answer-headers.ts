import type { IncomingMessage } from "node:http";
import { parseUrl } from "@/lib/connector/origin-of";
import type { Pair } from "@/lib/octostream/messages";
import { isPrinters, withPublicAddresses, type AddressContext } from "@/lib/printer-addresses";
import { remember } from "@/lib/remember";

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

const parsedOrigin = remember((origin) => new URL(origin));

/** The printer's own origin is the relay's for whoever asks there; any other stays. */
function allowedOrigin(value: string, { origins, publicOrigin }: AddressContext): string {
  const url = parseUrl(value);
  return url && isPrinters(url, origins) ? publicOrigin : value;
}

/**
 * Headers of a printer's answer, each as its own pair, also repeated ones. The printer's own addresses lead through the
 * relay again (docs/printer-protocol.md#43-http-response).
 */
export function answerHeaders(response: IncomingMessage, origin: string, publicHost: string): Pair[] {
  const context = { origins: [parsedOrigin(origin)], publicOrigin: `https://${publicHost}` };
  const pairs: Pair[] = [];
  const raw = response.rawHeaders;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const [name, value] = [raw[i] ?? "", raw[i + 1] ?? ""];
    const lower = name.toLowerCase();
    if (HOP_BY_HOP.has(lower)) continue;
    const isCors = lower === "access-control-allow-origin";
    pairs.push([name, isCors ? allowedOrigin(value, context) : withPublicAddresses(lower, value, context)]);
  }
  return pairs;
}
