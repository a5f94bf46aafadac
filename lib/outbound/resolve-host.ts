import type { LookupAddress } from "node:dns";
import { Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import { seconds } from "@/lib/clock";
import { hostsFileAddresses } from "@/lib/outbound/hosts-file";
import { failure, ok, type Result } from "@/lib/result";

/**
 * How names are looked up.
 * @property servers undefined: those of the system
 * @property hostsFile whether the machine's own names count
 */
export type Lookup = { servers: readonly string[] | undefined; hostsFile: boolean; signal: AbortSignal };

/** `unreachable`: there is no such name, or it has no address. */
export type ResolveError = "unreachable" | "timeout";

const TRY_MS = seconds(1.5);
const TRIES = 2;
/** Some name servers never answer for the other family: once one has answered, the other has this long. */
const OTHER_FAMILY_MS = 300;

const withFamily = (address: string): LookupAddress => ({ address, family: isIP(address) });
const isLocalhost = (host: string) => /^(?:.+\.)?localhost\.?$/i.test(host);

/** Asks for both families at once, and cancels what has not come in time. */
async function askServers(
  host: string,
  { servers, signal }: Lookup,
): Promise<Result<{ addresses: LookupAddress[] }, ResolveError>> {
  // One resolver a name: cancelling ends everything that a resolver has asked.
  const resolver = new Resolver({ timeout: TRY_MS, tries: TRIES });
  if (servers) resolver.setServers(servers);
  const cancel = () => resolver.cancel();
  signal.addEventListener("abort", cancel, { once: true });
  let timer: NodeJS.Timeout | undefined;
  try {
    const asked = [resolver.resolve4(host), resolver.resolve6(host)];
    for (const one of asked)
      one.then(
        () => (timer ??= setTimeout(cancel, OTHER_FAMILY_MS)),
        () => undefined,
      );
    const settled = await Promise.allSettled(asked);
    const addresses = settled.flatMap((one) => (one.status === "fulfilled" ? one.value.map(withFamily) : []));
    if (addresses.length > 0) return ok({ addresses });
    const silent = settled.some(
      (one) => one.status === "rejected" && (one.reason as NodeJS.ErrnoException).code === "ETIMEOUT",
    );
    return failure(signal.aborted || silent ? "timeout" : "unreachable");
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", cancel);
  }
}

/**
 * The addresses of a host. The system's own lookup (`dns.lookup`) occupies a thread of a pool of four for as long as a
 * name server is silent, and the database and the mail server are looked up in the same pool; so this asks the name
 * servers itself, without threads, and gives up when it is told to. What only the system's lookup knows does not count
 * here: search domains, mDNS, and, for names that strangers give, the hosts file.
 * @param host a name, or an address without brackets, which is its own answer; `localhost` and names below it are
 * loopback (RFC 6761, 6.3)
 */
export async function resolveHost(
  host: string,
  lookup: Lookup,
): Promise<Result<{ addresses: LookupAddress[] }, ResolveError>> {
  if (isIP(host)) return ok({ addresses: [withFamily(host)] });
  if (isLocalhost(host)) return ok({ addresses: ["127.0.0.1", "::1"].map(withFamily) });
  const own = lookup.hostsFile ? await hostsFileAddresses(host.replace(/\.$/, "")) : [];
  if (own.length > 0) return ok({ addresses: own.map(withFamily) });
  return lookup.signal.aborted ? failure("timeout") : askServers(host, lookup);
}
