import { lookup, type LookupAddress } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { isPublicAddress } from "@/lib/http/public-address";

/** What our server may connect to when the address comes from outside. Only tests use another one than {@link PUBLIC_ONLY}. */
export type Guard = {
  allows(address: string): boolean;
  allowsPort(port: number): boolean;
  resolve: typeof lookup;
};

/** Public addresses, on the ports of the web. */
export const PUBLIC_ONLY: Guard = { allows: isPublicAddress, allowsPort: (port) => port === 80 || port === 443, resolve: lookup };

/** The host resolves to an address, or is one, that our server is not to connect to. */
export class RefusedAddressError extends Error {}

/**
 * Name resolution for one connection. The addresses that are checked are the ones that are connected to, so a name that
 * answers differently a moment later (DNS rebinding) gains nothing. One bad address among good ones refuses them all.
 */
export function guardedLookup(guard: Guard): LookupFunction {
  return (hostname, options, callback) => {
    guard.resolve(hostname, { ...options, all: true }, (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => {
      const [first] = found ?? [];
      if (error || !first) return callback(error ?? new Error("the name has no address"), []);
      if (!found.every(({ address }) => guard.allows(address))) return callback(new RefusedAddressError(), []);
      if (options.all) return callback(null, found);
      callback(null, first.address, first.family);
    });
  };
}

/**
 * Whether a URL may be asked at all, before anything is resolved: scheme, port, no credentials in it. Hosts that are addresses are judged
 * here, because no lookup happens for them.
 */
export function mayBeAsked(url: URL, guard: Guard): boolean {
  if (url.protocol !== "http:" && url.protocol !== "https:") return false;
  if (url.username || url.password) return false;
  const port = url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
  if (!guard.allowsPort(port)) return false;
  const address = url.hostname.replace(/^\[(.*)\]$/, "$1");
  return isIP(address) === 0 || guard.allows(address);
}
