import { getDomain } from "tldts";
import type { Env } from "@/lib/env";

/** What the log says at the start about settings that work but deserve a thought. Pure. */
export function startupNotes({ mode, portalUrl, relayDomain }: Pick<Env, "mode" | "portalUrl" | "relayDomain">): string[] {
  if (mode === "evaluation") return [];
  // With private suffixes: a relay domain on the public suffix list is one of its own.
  const domainOf = (host: string) => getDomain(host, { allowPrivateDomains: true });
  const portal = domainOf(new URL(portalUrl).hostname);
  return portal !== null && portal === domainOf(relayDomain)
    ? ["PORTAL_URL and RELAY_DOMAIN share a registrable domain: pages of printers count as the same site as this portal. A relay domain of its own keeps them apart."]
    : [];
}
