import { isOneHeader, namedByConnection } from "@/lib/header-pairs";
import type { Pair } from "@/lib/octostream/messages";

/** About the hop between printer and relay only, or made by the printer's program for itself. */
const DROPPED = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authenticate",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "content-length",
  "x-og-location",
  "alt-svc",
]);

/**
 * Splits cookies that a plugin joined with commas. Dates hold commas too, but no name and equals sign behind them
 * (docs/printer-protocol.md#43-http-response).
 */
export const splitCookies = (value: string): string[] =>
  value.split(/,(?=\s*[!#$%&'*+.^_`|~0-9A-Za-z-]+=)/).map((cookie) => cookie.trim());

/** A cookie for the relay's host of this printer alone: with a Domain it would reach other printers' hosts. */
export const withoutDomain = (cookie: string): string =>
  cookie
    .split(";")
    .filter((part, i) => i === 0 || !/^\s*domain\s*(=|$)/i.test(part))
    .join(";");

/**
 * The printer's end writes redirects to the printer as `https://<public host>`; the relay may listen elsewhere, or on
 * http.
 */
function onRelay(location: string, publicHost: string, publicOrigin: string): string {
  const prefix = `https://${publicHost}`;
  return location === prefix || location.startsWith(`${prefix}/`)
    ? `${publicOrigin}${location.slice(prefix.length)}`
    : location;
}

export type ResponseContext = {
  publicHost: string;
  publicOrigin: string;
  joinedCookies: boolean;
  size: number;
  status: number;
};

/**
 * The headers of a printer's answer as the app gets them. Pure.
 * @param headers as the printer's end sent them; what cannot be a header is left out (header injection)
 * @returns names and values in turn, repeated headers each on their own
 */
export function responseHeaders(
  headers: readonly Pair[],
  { publicHost, publicOrigin, joinedCookies, size, status }: ResponseContext,
): string[] {
  const listed = namedByConnection(headers);
  const kept = headers.filter(isOneHeader).flatMap(([name, value]): string[] => {
    const lower = name.toLowerCase();
    if (DROPPED.has(lower) || listed.has(lower)) return [];
    if (lower === "location") return [name, onRelay(value, publicHost, publicOrigin)];
    if (lower !== "set-cookie") return [name, value];
    return (joinedCookies ? splitCookies(value) : [value]).flatMap((cookie) => [name, withoutDomain(cookie)]);
  });
  return size >= 0 && status !== 204 ? [...kept, "Content-Length", String(size)] : kept;
}
