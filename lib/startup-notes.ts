import ipaddr from "ipaddr.js";
import type { Env } from "@/lib/env";
import { areOneSite } from "@/lib/one-site";

type Noted = Pick<Env, "mode" | "portalUrl" | "relayDomain" | "trustedProxies" | "listenAddresses" | "metricsListen">;

const isEverywhere = (place: Env["metricsListen"]) =>
  place !== undefined && ipaddr.process(place.host).range() === "unspecified";

/** What the log says at the start about settings that work but deserve a thought. Pure. */
export function startupNotes({
  mode,
  portalUrl,
  relayDomain,
  trustedProxies,
  listenAddresses,
  metricsListen,
}: Noted): string[] {
  const ofMetrics = isEverywhere(metricsListen)
    ? [
        "METRICS_LISTEN names all addresses of this machine: whoever reaches that port reads the metrics, without " +
          "TLS and without a password.",
      ]
    : [];
  if (mode === "evaluation") return ofMetrics;
  return [
    ...ofMetrics,
    ...(trustedProxies.length > 0
      ? []
      : [
          "TRUSTED_PROXIES is empty: behind a proxy all people count as one address, and limits per " +
            "address hit them all. Name the proxy's address.",
        ]),
    ...(listenAddresses
      ? []
      : [
          "LISTEN_ADDRESS is not set: this server listens on all addresses of this machine, without TLS. Only the " +
            "proxy should reach it.",
        ]),
    ...(areOneSite(portalUrl, relayDomain)
      ? [
          "PORTAL_URL and RELAY_DOMAIN share a registrable domain: pages of printers count as the same " +
            "site as this portal. A relay domain of its own keeps them apart.",
        ]
      : []),
  ];
}
