import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

const LAN_RANGES = new Set<string>(["private", "linkLocal", "uniqueLocal"]);
const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const LOCAL_NAME = new RegExp(`^(?:${LABEL}\\.)+local$`);

/**
 * Whether a host can only be on the network that the browser is in: private (RFC 1918, RFC 4193) or link-local
 * addresses, and names that end in `.local` (RFC 6762).
 * @param host as URL parsers write it: lower case, IPv6 in brackets. Names hold letters, digits and hyphens only, since
 * they are written into a content policy, where `*` and `;` mean something
 */
export function isLanHost(host: string): boolean {
  const address = host.startsWith("[") && host.endsWith("]") ? host.slice(1, -1) : host;
  if (isIP(address)) return LAN_RANGES.has(ipaddr.parse(address).range());
  return host.length <= 253 && LOCAL_NAME.test(host);
}
