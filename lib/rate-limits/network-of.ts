import ipaddr from "ipaddr.js";

/**
 * The network that a client address belongs to: of IPv6 the /48, which is what one connection can get, of IPv4 the /24,
 * the smallest that is routed by itself. An address that is none ("unknown"), and this machine, are a network of one.
 * @param address normalised: an IPv4 address, or an IPv6 /64
 */
export function networkOf(address: string): string {
  const parts = /^([0-9a-f]+:[0-9a-f]+:[0-9a-f]+):[0-9a-f]+::\/64$/.exec(address);
  if (parts) return `${parts[1]}::/48`;
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) || address.startsWith("127.")) return address;
  return `${address.split(".").slice(0, 3).join(".")}.0/24`;
}
