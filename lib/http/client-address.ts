import type { IncomingMessage } from "node:http";
import ipaddr from "ipaddr.js";
import { env } from "@/lib/env";
import { remember } from "@/lib/remember";

/** @returns empty when it is no address */
const normalise = remember((text) => {
  if (!ipaddr.isValid(text)) return "";
  const address = ipaddr.process(text);
  if (address.range() === "loopback") return "127.0.0.1";
  if (address.kind() === "ipv4") return address.toString();
  const network = (address as ipaddr.IPv6).parts.slice(0, 4).map((part) => part.toString(16));
  return `${network.join(":")}::/64`;
});

/**
 * One spelling per address: IPv4 in IPv6 is unwrapped, loopback of both families is `127.0.0.1`, IPv6 is cut to its
 * /64, which is what one home gets.
 * @returns undefined when it is no address
 */
export const normaliseAddress = (text: string | undefined): string | undefined =>
  (text && normalise(text)) || undefined;

/** Some proxies write `203.0.113.5:4711` and `[2001:db8::1]:4711`. */
const withoutPort = (text: string) =>
  /^\[(.+)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text;

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Whether an address is in one of the networks. @param entries addresses and networks as configured */
function networkTest(entries: readonly string[]): (address: Address) => boolean {
  const networks = entries.map((entry): [Address, number] => {
    if (entry.includes("/")) return ipaddr.parseCIDR(entry);
    const single = ipaddr.process(entry);
    return [single, single.kind() === "ipv4" ? 32 : 128];
  });
  return (address) =>
    networks.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));
}

type Proxies = { entries: readonly string[]; includes(text: string): boolean };

function proxies(entries: readonly string[]): Proxies {
  const isIn = networkTest(entries);
  return { entries, includes: remember((text) => ipaddr.isValid(text) && isIn(ipaddr.process(text))) };
}

let known: Proxies | undefined;

function isTrustedProxy(text: string | undefined): boolean {
  const { trustedProxies } = env();
  if (!text || trustedProxies.length === 0) return false;
  if (known?.entries !== trustedProxies) known = proxies(trustedProxies);
  return known.includes(text);
}

/** Whether a request comes from one of TRUSTED_PROXIES, whose headers count. */
export const comesFromProxy = ({ socket }: IncomingMessage): boolean => isTrustedProxy(socket.remoteAddress);

/**
 * The address a request came from, normalised. `X-Forwarded-For` counts only behind a configured proxy, read from the
 * right, up to the first address that is not one of ours (RFC 9700 4.13,
 * docs/security.md#hosts-and-addresses).
 */
export function clientAddress(request: IncomingMessage): string {
  let address = request.socket.remoteAddress;
  if (!isTrustedProxy(address)) return normaliseAddress(address) ?? "unknown";
  const forwarded = [request.headers["x-forwarded-for"] ?? []]
    .flat()
    .join(",")
    .split(",")
    .map((item) => withoutPort(item.trim()))
    .filter(Boolean);
  while (isTrustedProxy(address) && forwarded.length) address = forwarded.pop();
  return normaliseAddress(address) ?? "unknown";
}
