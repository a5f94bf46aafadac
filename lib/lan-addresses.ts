import { networkInterfaces, type NetworkInterfaceInfo } from "node:os";
import ipaddr from "ipaddr.js";
import { ConfigurationError } from "@/lib/configuration-error";

/** An address of this machine that only its own network reaches. */
export type LanAddress = {
  /** What is listened on; of link-local IPv6 with its interface. */
  listen: string;
  /** What browsers write into an address and into `Host`. */
  host: string;
};

/** RFC 1918, RFC 4193, RFC 3927 and RFC 4291: no router of the internet passes these on. */
const PRIVATE = ["private", "uniqueLocal", "linkLocal"];

/** Nor these: meant for documents (RFC 5737, RFC 3849), and used by machines inside of others. */
const DOCUMENTS = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32"].map((range) =>
  ipaddr.parseCIDR(range),
);

function isPrivate(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  const isOf = (range: (typeof DOCUMENTS)[number]) => address.kind() === range[0].kind() && address.match(range);
  return PRIVATE.includes(address.range()) || DOCUMENTS.some(isOf);
}

/** Bridges of containers and virtual machines: there is no phone behind them. */
const VIRTUAL = /^(docker|br-|veth|virbr|vmnet|vboxnet|podman|cni|lxc)/;

const rank = (name: string, address: string): number => {
  const range = ipaddr.parse(address).range();
  return (VIRTUAL.test(name) ? 10 : 0) + (ipaddr.IPv4.isValid(address) ? 0 : 1) + (range === "linkLocal" ? 4 : 0);
};

/**
 * The private addresses of a machine, the one that other devices reach most likely first. Pure but for its default.
 * @param interfaces as Node lists them
 */
export function lanAddresses(
  interfaces: NodeJS.Dict<Pick<NetworkInterfaceInfo, "address">[]> = networkInterfaces(),
): LanAddress[] {
  return Object.entries(interfaces)
    .flatMap(([name, list = []]) =>
      list.map(({ address }) => {
        const [bare = ""] = address.split("%");
        return { name, bare };
      }),
    )
    .filter(({ bare }) => isPrivate(bare))
    .sort((a, b) => rank(a.name, a.bare) - rank(b.name, b.bare))
    .map(({ name, bare }) => {
      const isV6 = bare.includes(":");
      const needsZone = isV6 && ipaddr.parse(bare).range() === "linkLocal";
      return { listen: needsZone ? `${bare}%${name}` : bare, host: isV6 ? `[${bare}]` : bare };
    });
}

/**
 * The addresses that `--lan` adds (the setting `LAN`).
 * @returns none where it was not asked for
 * @throws ConfigurationError where it cannot be had
 */
export function chooseLan(
  given: { LAN: "0" | "1"; LISTEN_ADDRESS?: string[] | undefined },
  mode: "evaluation" | "production",
  found: () => LanAddress[] = lanAddresses,
): LanAddress[] {
  if (given.LAN !== "1") return [];
  if (mode === "production")
    throw new ConfigurationError(["LAN is for trying the portal at home: leave it out where PORTAL_URL is set."]);
  if (given.LISTEN_ADDRESS) throw new ConfigurationError(["LAN and LISTEN_ADDRESS cannot be set together."]);
  const addresses = found();
  if (addresses.length === 0)
    throw new ConfigurationError([
      "LAN: this machine has no private address (such as 192.168.1.5). " +
        "Connect it to your network, or start without --lan.",
    ]);
  return addresses;
}
