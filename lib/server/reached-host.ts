import type { IncomingMessage } from "node:http";
import type { Env } from "@/lib/env";
import { normaliseAddress } from "@/lib/http/client-address";
import { requestHost, type RequestHost } from "@/lib/http/request-host";

/** Who is asked, and whether this very machine asks, under a name of loopback. */
export type ReachedHost = { host: RequestHost; isLocal: boolean };

type Settings = Pick<Env, "mode" | "portalUrl" | "relayDomain" | "lanHosts">;

const LOOPBACK = "127.0.0.1";

/**
 * {@link requestHost} by where a request comes from as well: with `--lan` other machines reach the portal under its
 * private addresses and nothing else. Printers' hosts and loopback names are this machine's own.
 * @returns undefined for a host that is not ours, or not there for this machine
 */
export function reachedHost(request: IncomingMessage, settings: Settings): ReachedHost | undefined {
  const host = requestHost(request.headers.host, settings);
  if (!host) return undefined;
  if (settings.lanHosts.length === 0) return { host, isLocal: true };
  const isLanName = host.kind === "portal" && settings.lanHosts.includes(new URL(host.origin).host);
  const isHere = normaliseAddress(request.socket.remoteAddress?.split("%")[0]) === LOOPBACK;
  return isHere || isLanName ? { host, isLocal: isHere && !isLanName } : undefined;
}
