import { fetchLogo, type LogoAsker } from "@/lib/apps/logo/fetch-logo";
import { findLogo, saveLogo, type LogoOutcome } from "@/lib/apps/logo/logo-store";
import { redrawLogo } from "@/lib/apps/logo/redraw-logo";
import { log } from "@/lib/observability/log";
import { networkOf } from "@/lib/rate-limits/network-of";
import { consume } from "@/lib/rate-limits/rate-limit-store";
import { shared } from "@/lib/shared";

/**
 * `limited`: this client has made us fetch enough for now, or too much is fetched at once; nothing is remembered of it.
 */
export type GotLogo = LogoOutcome | "limited";

const underWay = () => shared("logos-under-way", () => new Map<string, Promise<GotLogo>>());

/** Operators wrote the registered ones, and each is asked for at most once in ten minutes. */
const mayMakeUsFetch = async ({ registered, client }: LogoAsker): Promise<boolean> => {
  if (registered) return true;
  return (await consume("logosPerAddress", client)).ok;
};

async function fetchAndSave(url: string, asker: LogoAsker): Promise<GotLogo> {
  const { client, registered, appId } = asker;
  const kept = await findLogo(url, registered);
  if (kept) return kept;
  const fetched = await fetchLogo(url, asker, () => mayMakeUsFetch(asker));
  const redrawn = fetched.ok ? await redrawLogo(fetched.bytes) : fetched;
  if (!redrawn.ok && redrawn.error === "busy") return "limited";
  if (!redrawn.ok) log.info({ appId, registered, failure: redrawn.error }, "an app's logo could not be fetched");
  const outcome = redrawn.ok ? { png: redrawn.png } : { failure: redrawn.error };
  await saveLogo(url, outcome, { registered, network: networkOf(client) });
  return outcome;
}

/**
 * The picture behind a source address: kept, or fetched now, which takes up to 10 seconds. Requests for the same
 * address that come meanwhile wait for that one fetch.
 */
export async function getLogo(url: string, asker: LogoAsker): Promise<GotLogo> {
  const key = `${asker.registered} ${url}`;
  // A client that has used up its limit must not take the picture from others who wait with it.
  for (let other = underWay().get(key); other; other = underWay().get(key)) {
    const got = await other;
    if (got !== "limited") return got;
  }
  const own = fetchAndSave(url, asker).finally(() => underWay().delete(key));
  underWay().set(key, own);
  return own;
}
