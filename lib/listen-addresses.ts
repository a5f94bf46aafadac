import ipaddr from "ipaddr.js";
import { ConfigurationError } from "@/lib/configuration-error";

const LOOPBACK = ["127.0.0.1", "::1"];

const isLoopback = (item: string) =>
  (item.includes("/") ? ipaddr.parseCIDR(item)[0] : ipaddr.process(item)).range() === "loopback";

/**
 * Where the server listens. Evaluation mode is for this machine only. In production a proxy on this machine is reason
 * enough to let nobody else come past it; without one, whoever is in front may be anywhere.
 * @returns undefined for all addresses of this machine
 * @throws ConfigurationError when evaluation mode is asked to listen elsewhere
 */
export function listenAddresses(
  given: { LISTEN_ADDRESS?: string[] | undefined; TRUSTED_PROXIES: string[] },
  mode: "evaluation" | "production",
): string[] | undefined {
  const { LISTEN_ADDRESS: asked, TRUSTED_PROXIES: proxies } = given;
  if (mode === "evaluation" && asked && !asked.every(isLoopback))
    throw new ConfigurationError(["LISTEN_ADDRESS must be on loopback in evaluation mode: set PORTAL_URL first."]);
  if (asked) return asked;
  return mode === "evaluation" || proxies.some(isLoopback) ? LOOPBACK : undefined;
}
