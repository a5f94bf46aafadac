import { isIP } from "node:net";
import { isPublicAddress } from "@/lib/outbound/public-address";
import { shared } from "@/lib/shared";

/** Where a request of ours may go. Everything that is fetched for others is held to one of the policies below. */
export type OutboundPolicy = {
  /** Where http without TLS is allowed. */
  plainHttp: "anywhere" | "loopback" | "never";
  allowsPort(port: number): boolean;
  /** Asked of every address that a name has, and again of the one that was connected to. */
  allows(address: string): boolean;
  /**
   * `operator`: the machine's own names count, from its hosts file and its name servers. `public`: only what name
   * servers say.
   */
  names: "public" | "operator";
  /** Name servers, as `address` or `address:port`. Undefined: those of the settings. Given in tests only. */
  servers?: readonly string[] | undefined;
  /** Certificate (PEM) to trust instead of the usual ones. Given in tests only. */
  ca?: string | undefined;
};

/**
 * For addresses that anybody may give, such as logos: public addresses, on the ports of the web. Tests set another one.
 */
export const publicWeb = (): OutboundPolicy =>
  shared("outbound-public-web", (): OutboundPolicy => ({
    plainHttp: "anywhere",
    allowsPort: (port) => port === 80 || port === 443,
    allows: isPublicAddress,
    names: "public",
  }));

/** For addresses that apps register, such as webhooks: public addresses, over TLS on its own port. */
export const PUBLIC_HTTPS: OutboundPolicy = {
  plainHttp: "never",
  allowsPort: (port) => port === 443,
  allows: isPublicAddress,
  names: "public",
};

/** For addresses that the operator wrote into the settings: also inside the operator's own network, on any port. */
export const OPERATORS_OWN: OutboundPolicy = {
  plainHttp: "loopback",
  allowsPort: () => true,
  allows: () => true,
  names: "operator",
};

/** The host of a URL as names and addresses are written elsewhere: no brackets around IPv6. */
export const bareHost = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, "$1");

/** Port that a URL leads to. */
export const portOf = ({ port, protocol }: URL): number =>
  port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);

const isLoopbackName = (host: string) => /^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host);

/**
 * Whether a URL may be asked at all, before anything is looked up: scheme, port, no credentials in it. Hosts that are
 * addresses are judged here already.
 */
export function mayBeAsked(url: URL, policy: OutboundPolicy): boolean {
  const host = bareHost(url);
  const plain = policy.plainHttp === "anywhere" || (policy.plainHttp === "loopback" && isLoopbackName(host));
  if (url.protocol !== "https:" && !(url.protocol === "http:" && plain)) return false;
  if (url.username || url.password || host === "") return false;
  return policy.allowsPort(portOf(url)) && (isIP(host) === 0 || policy.allows(host));
}
