import { getDomain } from "tldts";
import type { Env } from "@/lib/env";

/** What the log says at the start about settings that work but deserve a thought. Pure. */
export function startupNotes({
  mode,
  portalUrl,
  relayDomain,
  trustedProxies,
}: Pick<Env, "mode" | "portalUrl" | "relayDomain" | "trustedProxies">): string[] {
  if (mode === "evaluation") return [];
  // With private suffixes: a relay domain on the public suffix list is one of its own.
  const domainOf = (host: string) => getDomain(host, { allowPrivateDomains: true });
  const portal = domainOf(new URL(portalUrl).hostname);
  const notes =
    trustedProxies.length > 0
      ? []
      : [
          "TRUSTED_PROXIES is empty: behind a proxy all people count as one address, and limits per " +
            "address hit them all. Name the proxy's address.",
        ];
  return portal !== null && portal === domainOf(relayDomain)
    ? [
        ...notes,
        "PORTAL_URL and RELAY_DOMAIN share a registrable domain: pages of printers count as the same " +
          "site as this portal. A relay domain of its own keeps them apart.",
      ]
    : notes;
}
