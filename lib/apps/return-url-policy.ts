import { isLanHost } from "@/lib/apps/lan-host";
import { readReturnUrl, type ReadReturnUrl, type ReturnUrlError } from "@/lib/apps/read-return-url";
import { failure, ok, type Result } from "@/lib/result";

/**
 * How an app registered where it may be returned to (docs/app-contract.md#2-return-urls). `url` counts for `exact`
 * only.
 */
export type RegisteredReturnUrl = { kind: "exact" | "loopback" | "lan"; url: string };

/**
 * Where the browser goes at the end: our own completion page, an app by its own scheme, or a host, shown with its port.
 * `insecure`: the way there can be read by others on the network. `formActionSource`: the one source that the page's
 * content policy has to allow.
 */
export type ReturnTarget = { formActionSource: string } & (
  { kind: "here" } | { kind: "app" } | { kind: "host"; host: string; insecure: boolean }
);

const LOOPBACK_HOSTS = new Set(["127.0.0.1", "localhost", "[::1]"]);

const isLoopback = (url: ReadReturnUrl) => url.web && url.protocol === "http:" && LOOPBACK_HOSTS.has(url.hostname);
const isLan = (url: ReadReturnUrl) => url.web && url.protocol === "http:" && isLanHost(url.hostname);

const MATCHES: Record<RegisteredReturnUrl["kind"], (url: ReadReturnUrl, text: string, registered: string) => boolean> =
  {
    exact: (_, text, registered) => text === registered,
    loopback: isLoopback,
    lan: isLan,
  };

function targetOf(url: ReadReturnUrl): ReturnTarget {
  // Chromium blocks its own redirect when the source of a custom scheme holds a host.
  if (!url.web) return { kind: "app", formActionSource: url.protocol };
  // A content policy has no way to write an IPv6 host, so there it is the scheme.
  const formActionSource = url.hostname.startsWith("[") ? url.protocol : url.origin;
  return { kind: "host", host: url.host, insecure: url.protocol === "http:" && !isLoopback(url), formActionSource };
}

/**
 * Decides whether the browser may be sent to a return URL (docs/app-contract.md#2-return-urls; RFC 9700 2.1, 4.1.3).
 * Pure.
 * @param returnUrl as the app sent it @param registered the app's return URLs
 * @param completePageUrl the completion page of our own, allowed for every app
 * @returns where that is, or why not: a fault that no registration mends, or `not_registered`
 */
export function checkReturnUrl(
  returnUrl: string,
  registered: RegisteredReturnUrl[],
  completePageUrl: string,
): Result<{ target: ReturnTarget }, ReturnUrlError | "not_registered"> {
  if (returnUrl === completePageUrl)
    return ok({ target: { kind: "here", formActionSource: new URL(completePageUrl).origin } });
  const read = readReturnUrl(returnUrl);
  if (!read.ok) return read;
  const known = registered.some(({ kind, url }) => MATCHES[kind](read.url, returnUrl, url));
  return known ? ok({ target: targetOf(read.url) }) : failure("not_registered");
}

/**
 * Whether a URL may be registered as kind `exact`.
 * @returns besides the faults of reading: `insecure` for plain http to a host that is neither this device nor on its
 * network, since a connection's secrets would cross the internet in the clear (RFC 9700 2.6), and `scheme_case` for a
 * scheme in capitals, which browsers write in small letters and so could never equal what was registered
 */
export function checkExactRegistration(url: string): Result<object, ReturnUrlError | "insecure" | "scheme_case"> {
  if (/^[^:]*[A-Z][^:]*:/.test(url) && readReturnUrl(url.replace(/^[^:]*/, (scheme) => scheme.toLowerCase())).ok)
    return failure("scheme_case");
  const read = readReturnUrl(url);
  if (!read.ok) return read;
  if (read.url.web && read.url.protocol === "http:" && !isLoopback(read.url) && !isLan(read.url))
    return failure("insecure");
  return ok({});
}
