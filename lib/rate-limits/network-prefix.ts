/**
 * The network that a client address belongs to, for limits that must not be multiplied by addresses: an IPv6 /64 is cut
 * to its /48, which is what one connection can get.
 * @param address normalised
 */
export function networkPrefix(address: string): string {
  const parts = /^([0-9a-f]+:[0-9a-f]+:[0-9a-f]+):[0-9a-f]+::\/64$/.exec(address);
  return parts ? `${parts[1]}::/48` : address;
}
