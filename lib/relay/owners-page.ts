import type { Pair } from "@/lib/octostream/messages";

/**
 * What a printer may not say on its owner's page: whom its answers may be read by, what a page elsewhere gets to know
 * of this one, and who else may keep them.
 */
const DROPPED = [
  /^access-control-/i,
  /^(timing-allow-origin|referrer-policy|surrogate-control|cdn-cache-control)$/i,
  /^cross-origin-(resource|opener)-policy$/i,
];

/**
 * Said with every answer there. No other site frames it, embeds it or keeps its window; its forms have an `Origin`; its
 * host, which is nobody else's business, is in no `Referer`.
 */
const SAID: Pair[] = [
  ["Content-Security-Policy", "frame-ancestors 'self'"],
  ["Cross-Origin-Resource-Policy", "same-origin"],
  ["Cross-Origin-Opener-Policy", "same-origin-allow-popups"],
  ["Referrer-Policy", "same-origin"],
  ["X-Robots-Tag", "noindex"],
];

/** A cache between would give it to others: who asks is known by a cookie, of which caches know nothing (RFC 9111). */
const forThisBrowserOnly = (value: string): string =>
  ["private", ...value.split(",").map((part) => part.trim())]
    .filter((part, index) => part && !(index > 0 && /^(public|private|s-maxage)\s*(=|$)/i.test(part)))
    .join(", ");

/** A page that the browser keeps would be there after the visit, with all that it does: only its parts are kept. */
const PART =
  /^\s*(text\/(css|javascript)|application\/(javascript|font[\w-]*)|font\/[\w-]+|image\/(?!svg)[\w.+-]+)\s*(;|$)/i;

const isPart = (pairs: readonly Pair[]) => PART.test(pairs.find(([name]) => /^content-type$/i.test(name))?.[1] ?? "");

/**
 * The headers of a printer's answer on its owner's page, where a cookie is all that a browser needs. Pure.
 * @param pairs as the printer sent them
 */
export function keptFromOthers(pairs: readonly Pair[]): Pair[] {
  const isCaching = ([name]: Pair) => /^(cache-control|expires|pragma)$/i.test(name);
  const kept = pairs.filter((pair) => !isCaching(pair) && !DROPPED.some((pattern) => pattern.test(pair[0])));
  const said = pairs.filter(([name]) => /^cache-control$/i.test(name)).map(([, value]) => value);
  const caching = isPart(pairs) ? forThisBrowserOnly(said.join(", ")) : "private, no-store";
  return [...kept, ["Cache-Control", caching], ...SAID];
}
