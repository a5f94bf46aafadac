import ipaddr from "ipaddr.js";
import { ConfigurationError } from "@/lib/configuration-error";
import type { LanAddress } from "@/lib/lan-addresses";

const LOOPBACK = ["127.0.0.1", "::1"];

const isLoopback = (item: string) =>
  (item.includes("/") ? ipaddr.parseCIDR(item)[0] : ipaddr.process(item)).range() === "loopback";

/**
 * Where the server listens. Evaluation mode is for this machine only, and with `--lan` for its own network. In
 * production a proxy on this machine is reason enough to let nobody else come past it; without one, whoever is in front
 * may be anywhere.
 * @param lan the private addresses that were asked for
 * @returns undefined for all addresses of this machine
 * @throws ConfigurationError when evaluation mode is asked to listen elsewhere
 */
export function listenAddresses(
  given: { LISTEN_ADDRESS?: string[] | undefined; TRUSTED_PROXIES: string[] },
  mode: "evaluation" | "production",
  lan: LanAddress[] = [],
): string[] | undefined {
  const { LISTEN_ADDRESS: asked, TRUSTED_PROXIES: proxies } = given;
  if (mode === "evaluation" && asked && !asked.every(isLoopback))
    throw new ConfigurationError(["LISTEN_ADDRESS must be on loopback in evaluation mode: set PORTAL_URL first."]);
  if (asked) return asked;
  if (lan.length > 0) return [...LOOPBACK, ...lan.map(({ listen }) => listen)];
  return mode === "evaluation" || proxies.some(isLoopback) ? LOOPBACK : undefined;
}
