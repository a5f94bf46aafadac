import { holdsCompletionKey } from "@/lib/apps/completion-keys";
import { isRefusedScheme } from "@/lib/apps/refused-schemes";
import { failure, ok, type Result } from "@/lib/result";

/** A return URL that browsers read exactly as it is written. `port` is empty for the scheme's own. */
export type ReadReturnUrl =
  | { web: true; protocol: "http:" | "https:"; host: string; hostname: string; origin: string }
  | { web: false; protocol: string };

/** Why a text can never be a return URL, whatever is registered (docs/app-contract.md#2-return-urls). */
export type ReturnUrlError =
  "too_long" | "characters" | "malformed" | "scheme" | "user_info" | "fragment" | "completion_key";

/** Characters of a return URL, registered or sent: what could not be sent is not registered. */
export const MAX_RETURN_URL_LENGTH = 2000;

// What RFC 3986 allows. No control characters, spaces or tabs, which browsers drop or trim; no backslash, which they
// read as a slash; nothing outside ASCII, which no Location header can carry.
const ONLY_URL_CHARACTERS = /^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+$/;
const BAD_ESCAPE = /%(?![0-9a-f]{2})|%[01][0-9a-f]|%7f/i;

const SCHEME = /^([a-z][a-z0-9+.-]*):/i;
const WEB = /^(https?):\/\/([^/?#]*)([^?#]*)(\?[^#]*)?$/;
const AUTHORITY = /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::([1-9][0-9]{0,4}))?$/;

function readWeb(text: string): ReadReturnUrl | undefined {
  const [, scheme, authority, path, query] = WEB.exec(text) ?? [];
  const [, hostname, port] = AUTHORITY.exec(authority ?? "") ?? [];
  if (!hostname || !URL.canParse(text)) return undefined;
  // Both readings have to agree part by part: `127.1`, `%31`, `/a/../b` and the like do not survive it.
  const url = new URL(text);
  const ownPort = scheme === "https" ? "443" : "80";
  const agrees =
    url.protocol === `${scheme}:` &&
    url.hostname === hostname &&
    url.port === (port === ownPort ? "" : (port ?? "")) &&
    url.pathname === (path || "/") &&
    url.search === (query === "?" ? "" : (query ?? ""));
  if (!agrees) return undefined;
  return { web: true, protocol: scheme === "https" ? "https:" : "http:", host: url.host, hostname, origin: url.origin };
}

function readCustom(text: string, scheme: string): ReadReturnUrl | undefined {
  // `printer.example:8080/back` is a host without its `https://`, not a scheme.
  if (/^\d/.test(text.slice(scheme.length + 1)) || !URL.canParse(text)) return undefined;
  return new URL(text).href === text ? { web: false, protocol: `${scheme}:` } : undefined;
}

/**
 * Reads a return URL twice, as text and as browsers do (WHATWG URL), and refuses it where the readings differ or where
 * it holds anything of the list of docs/app-contract.md#2-return-urls (RFC 9700 2.6, RFC 8252 7.1). Says nothing about
 * registration.
 * @param text as the start URL or the registration holds it
 */
export function readReturnUrl(text: string): Result<{ url: ReadReturnUrl }, ReturnUrlError> {
  if (text.length > MAX_RETURN_URL_LENGTH) return failure("too_long");
  const scheme = SCHEME.exec(text)?.[1];
  if (scheme && isRefusedScheme(scheme)) return failure("scheme");
  if (!ONLY_URL_CHARACTERS.test(text)) return failure("characters");
  if (!scheme || BAD_ESCAPE.test(text)) return failure("malformed");
  if (text.includes("#")) return failure("fragment");
  if (/^[^:]*:\/\/[^/?]*@/.test(text)) return failure("user_info");
  const queryAt = text.indexOf("?");
  if (queryAt >= 0 && holdsCompletionKey(text.slice(queryAt + 1))) return failure("completion_key");
  const url = /^https?$/i.test(scheme) ? readWeb(text) : readCustom(text, scheme);
  return url ? ok({ url }) : failure("malformed");
}
