import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

// IANA gives out global unicast addresses from this block only; all else in IPv6 is special or not assigned.
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR("2000::/3");

/**
 * Whether an address is one that everybody on the internet can reach, so that our server may be sent there. Addresses
 * that carry an IPv4 address inside (mapped, NAT64, 6to4, Teredo) are refused altogether: what is inside may be
 * private.
 * @param address IPv4 in four decimal parts, or IPv6 without brackets; anything else is not public
 */
export function isPublicAddress(address: string): boolean {
  if (!isIP(address) || address.includes("%")) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== "unicast") return false;
  return parsed.kind() === "ipv4" || parsed.match(GLOBAL_UNICAST);
}
