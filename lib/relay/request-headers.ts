import { canonicalName, namedByConnection } from "@/lib/header-pairs";
import type { Pair } from "@/lib/octostream/messages";
import { remember } from "@/lib/remember";

/**
 * About this hop only (RFC 9110, 7.6.1), the relay's own, or what a printer might take for the word of a proxy it
 * trusts. All in their {@link canonicalName} form.
 */
const DROPPED = new Set([
  "host",
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authorization",
  "relay-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "http2-settings",
  "expect",
  "content-length",
  "apptoken",
  "forwarded",
  "x-real-ip",
  "x-client-ip",
  "x-cluster-client-ip",
  "true-client-ip",
  "x-scheme",
  "x-url-scheme",
  "x-script-name",
  "x-host",
  "front-end-https",
]);

/** Cookies of the portal: no printer ever sees them, whatever a browser sends, nor sets one for its owner's page. */
export const isPortalCookie = (cookie: string): boolean =>
  /^\s*(=\s*)?(__Host-|__Secure-)?(portal-|next-auth\.)/.test(cookie);

/** Families of names: addresses and users as proxies write them, and what the printer's program answers by itself. */
const DROPPED_FAMILIES = [
  /^(oe|cf|(x-)?remote)-/,
  /^x-(forwarded|original|rewrite|authenticated|webauth|auth-request|authentik|token-subject)-/,
];

const isDropped = remember((name) => {
  const canonical = canonicalName(name);
  return DROPPED.has(canonical) || DROPPED_FAMILIES.some((family) => family.test(canonical));
});

const withoutPortalCookies = (value: string) =>
  value
    .split(";")
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie && !isPortalCookie(cookie))
    .join("; ");

/**
 * The headers of an app's request that go on to the printer. Repeated ones are joined: the printer's end keeps only the
 * last of a name (docs/printer-protocol.md#42-http-request). Pure.
 * @param raw names and values in turn, as Node gives them
 * @param passesAuthorization `Authorization` is the printer's own, not ours
 */
export function requestHeaders(raw: readonly string[], passesAuthorization = false): Pair[] {
  const pairs: Pair[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) pairs.push([raw[i] ?? "", raw[i + 1] ?? ""]);
  const listed = namedByConnection(pairs);
  const joined = new Map<string, Pair>();
  for (const [name, value] of pairs) {
    const lower = name.toLowerCase();
    if (isDropped(lower) || listed.has(lower)) continue;
    if (canonicalName(lower) === "authorization" && !(passesAuthorization && lower === "authorization")) continue;
    const before = joined.get(lower);
    joined.set(lower, before ? [before[0], `${before[1]}${lower === "cookie" ? "; " : ", "}${value}`] : [name, value]);
  }
  const cookie = joined.get("cookie");
  if (cookie) {
    const kept = withoutPortalCookies(cookie[1]);
    if (kept) joined.set("cookie", [cookie[0], kept]);
    else joined.delete("cookie");
  }
  return [...joined.values()];
}

/** The headers of a WebSocket handshake that go on to the printer (docs/printer-protocol.md#46-websockets). */
export function handshakeHeaders(raw: readonly string[], passesAuthorization = false): Pair[] {
  return requestHeaders(raw, passesAuthorization)
    .filter(([name]) => /^(x-api-key.*|cookie|authorization|sec-websocket-protocol)$/i.test(name))
    .map(([name, value]) =>
      /^sec-/i.test(name)
        ? [
            name,
            value
              .split(",")
              .map((item) => item.trim())
              .join(","),
          ]
        : [name, value],
    );
}
