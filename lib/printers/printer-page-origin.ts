import { isLanHost } from "@/lib/apps/lan-host";

/** Names that home routers give out (RFC 6762 appendix G, RFC 8375), and loopback. */
const HOME_NAME = /(?:^|\.)(?:localhost|lan|home|internal|intranet|home\.arpa)$/;
const LOOPBACK = new Set(["127.0.0.1", "[::1]"]);

/**
 * Whether a page of this origin can be a printer's own: its host is only reachable in the network that the browser is
 * in. Pages of the internet are not told anything about printers. Pure.
 * @param origin as the browser sent it
 */
export function isPrinterPageOrigin(origin: string | undefined): origin is string {
  if (!origin || !URL.canParse(origin)) return false;
  const { protocol, hostname, origin: exact } = new URL(origin);
  if (exact !== origin || !["http:", "https:"].includes(protocol)) return false;
  const isBareName = /^[a-z0-9-]+$/.test(hostname) && !/^\d+$/.test(hostname);
  return isBareName || LOOPBACK.has(hostname) || HOME_NAME.test(hostname) || isLanHost(hostname);
}
