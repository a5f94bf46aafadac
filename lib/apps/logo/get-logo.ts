import { fetchLogo } from "@/lib/apps/logo/fetch-logo";
import { findLogo, keepLogo, type LogoOutcome } from "@/lib/apps/logo/logo-store";
import { redrawLogo } from "@/lib/apps/logo/redraw-logo";
import { takeFromLimit } from "@/lib/http/rate-limit-store";
import { shared } from "@/lib/shared";

/** `limited`: this client address has made us fetch enough for now; nothing was asked and nothing is remembered. */
export type GotLogo = LogoOutcome | "limited";

const underWay = () => shared("logos-under-way", () => new Map<string, Promise<GotLogo>>());

async function fetchAndKeep(url: string, client: string, fetcher: typeof fetchLogo): Promise<GotLogo> {
  const kept = await findLogo(url);
  if (kept) return kept;
  if (!(await takeFromLimit("logosPerAddress", client)).ok) return "limited";
  const fetched = await fetcher(url);
  const redrawn = fetched.ok ? await redrawLogo(fetched.bytes) : fetched;
  const outcome = redrawn.ok ? { png: redrawn.png } : { failure: redrawn.error };
  await keepLogo(url, outcome);
  return outcome;
}

/**
 * The picture behind a source address: kept, or fetched now, which takes up to 8 seconds. Requests for the same address
 * that come meanwhile wait for that one fetch.
 * @param client address whose limit a fetch is counted on @param fetcher another one in tests only
 */
export async function getLogo(url: string, client: string, fetcher: typeof fetchLogo = fetchLogo): Promise<GotLogo> {
  // A client that has used up its limit must not take the picture from others who wait with it.
  for (let other = underWay().get(url); other; other = underWay().get(url)) {
    const got = await other;
    if (got !== "limited") return got;
  }
  const own = fetchAndKeep(url, client, fetcher).finally(() => underWay().delete(url));
  underWay().set(url, own);
  return own;
}
