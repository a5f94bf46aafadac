import { isOneHeader, namedByConnection } from "@/lib/header-pairs";
import type { Pair } from "@/lib/octostream/messages";
import { isPrinters, withPublicAddresses, type AddressContext } from "@/lib/printer-addresses";
import { keptFromOthers } from "@/lib/relay/owners-page";
import { isOfPreflight } from "@/lib/relay/preflight";
import { isPortalCookie } from "@/lib/relay/request-headers";

/** About the hop between printer and relay only, or made by the printer's program for itself. */
const OF_THE_HOP = [
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authenticate",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "content-length",
  "expect", // says something in requests alone
  "x-og-location",
];

/**
 * Speak to the browser about more than this answer: about the relay's host as a whole, which is not the printer's, or
 * about every host of its site, of which the portal may be one.
 */
const OF_THE_SITE = [
  "clear-site-data", // deletes cookies of the whole site
  "strict-transport-security", // whether the relay is on https is its operator's to say
  "public-key-pins",
  "public-key-pins-report-only",
  "expect-ct",
  "alt-svc", // leads later requests elsewhere
  "nel", // has browsers report what happens on the relay's host
  "report-to",
  "reporting-endpoints",
  "service-worker-allowed",
  "set-login",
  "origin-agent-cluster",
  "sec-session-registration", // binds later requests of the host to a key
  "sec-session-challenge",
  "accept-ch", // has browsers tell more of themselves with every request
  "critical-ch",
  "use-as-dictionary", // later answers are unpacked with this one
  "activate-storage-access",
  "supports-loading-mode",
  "set-cookie2",
];

const DROPPED = new Set([...OF_THE_HOP, ...OF_THE_SITE]);

/** Tells a proxy before the portal what to send instead: the portal's alone to say. */
const TO_THE_PROXY = /^(x-accel-|x-sendfile|x-lighttpd-|x-reproxy-)/;

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

export type AnswerContext = AddressContext & {
  /** Origin of the page that asks (RFC 6454), where a browser says one. */
  asker: string | undefined;
  isPreflight: boolean;
  /** A plugin sends all cookies in one header. */
  joinedCookies: boolean;
  isOwnersPage?: boolean;
  /** No page of another origin may read it. */
  isForAppsAlone?: boolean;
};

const ALLOW_ORIGIN = "access-control-allow-origin";

/** The printer allows the origin that the program beside it asked with: its own, as it or we know it. */
function allowsItself(value: string, { origins, publicOrigin }: AnswerContext): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  return url.hostname === new URL(publicOrigin).hostname || isPrinters(url, origins);
}

/**
 * Whom the printer's answer may be read by: where it allows the origin that its program asked with, that is the page
 * that asks here, which has our credentials or asks before it sends them. Never together with what browsers send by
 * themselves (docs/app-contract.md#5-the-relay).
 */
function withAsker(pairs: readonly Pair[], context: AnswerContext): readonly Pair[] {
  const isEcho = ([name, value]: Pair) => name.toLowerCase() === ALLOW_ORIGIN && allowsItself(value, context);
  if (!pairs.some(isEcho)) return pairs;
  const { asker } = context;
  const asked = asker !== undefined && /^[\x21-\x7e]{1,300}$/.test(asker);
  const others = pairs.filter((pair) => !isEcho(pair) && pair[0].toLowerCase() !== "access-control-allow-credentials");
  return asked ? [...others, ["Access-Control-Allow-Origin", asker], ["Vary", "Origin"]] : others;
}

/**
 * The headers of a printer's answer as the app gets them. Pure.
 * @param headers as the printer's end sent them; what cannot be a header is left out (header injection)
 * @returns names and values in turn, repeated headers each on their own
 */
export function responseHeaders(
  headers: readonly Pair[],
  context: AnswerContext,
  { size, status }: { size: number; status: number },
): string[] {
  const listed = namedByConnection(headers);
  const { isOwnersPage = false, isForAppsAlone = false, joinedCookies } = context;
  const pairs = headers.filter(isOneHeader);
  const readable = isOwnersPage
    ? keptFromOthers(pairs)
    : isForAppsAlone
      ? pairs.filter(([name]) => !isOfPreflight(name))
      : withAsker(pairs, context);
  const kept: string[] = [];
  for (const [name, value] of readable) {
    const lower = name.toLowerCase();
    if (DROPPED.has(lower) || listed.has(lower) || TO_THE_PROXY.test(lower)) continue;
    if (lower !== "set-cookie") kept.push(name, withPublicAddresses(lower, value, context));
    else
      for (const cookie of joinedCookies ? splitCookies(value) : [value])
        if (!isOwnersPage || !isPortalCookie(cookie)) kept.push(name, withoutDomain(cookie));
  }
  if (size >= 0 && status !== 204) kept.push("Content-Length", String(size));
  return kept;
}

/** The headers of the answer to a preflight: those of CORS alone, and no body. Pure. */
export const preflightAnswer = (headers: readonly Pair[], context: AnswerContext, status: number): string[] =>
  responseHeaders(
    headers.filter(([name]) => isOfPreflight(name)),
    context,
    { size: 0, status },
  );
