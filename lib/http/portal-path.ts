/**
 * A request's target, in the spelling the rest of the server knows. `query`: everything behind the question mark, as
 * sent.
 */
export type PortalPath = { path: string; query: string };

/** Header in which server.ts hands on the query exactly as it was sent; Next's own parsing loses bytes of it. */
export const RAW_QUERY_HEADER = "x-raw-query";

// Below these the contract knows no case; elsewhere a path may hold a printer's id, where case counts.
const CASELESS = /^\/(appportal|api|getstarted|code|octoclientwsv2|dev|tunnels)(\/|$)/i;

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** Slashes before a path, as addresses glued together have them, count as one: on the portal's own host only. */
export const foldSlashes = (target: string): string => target.replace(/^\/{2,}/, "/");

/**
 * Reads a request target (origin form only): no slash at the end, contract paths in lower case
 * (docs/app-contract.md#1-start-url). Pure.
 * @returns undefined for what no browser sends: absolute targets, double slashes, backslashes, encoded separators, dot
 * segments
 */
export function portalPath(target: string): PortalPath | undefined {
  const mark = target.indexOf("?");
  const raw = mark < 0 ? target : target.slice(0, mark);
  if (!raw.startsWith("/") || /\/\/|\\|%2f|%5c|%00|[\0-\x20#]/i.test(raw) || /\/(\.|%2e){1,2}(\/|$)/i.test(raw))
    return undefined;
  if (!isDecodable(raw)) return undefined;
  const path = raw.replace(/\/$/, "") || "/";
  return { path: CASELESS.test(path) ? path.toLowerCase() : path, query: mark < 0 ? "" : target.slice(mark + 1) };
}
