import type { Env } from "@/lib/env";

/** Which part of the service a `Host` header names. `origin`: what the browser calls this host. */
export type RequestHost =
  | { kind: "portal"; origin: string }
  | { kind: "relay"; label: string }
  /** The same printer in the manner of apps that take a server's address. */
  | { kind: "tunnel"; label: string }
  /** A printer's own page, for its owner. */
  | { kind: "view"; label: string };

/** Kinds of printers' hosts, by what their names begin with (docs/operators.md#a-proxy-in-front). */
const KINDS = { app: "relay", tun: "tunnel", view: "view" } as const;

const LOOPBACK_NAMES = ["localhost", "127.0.0.1", "[::1]"];

const hostname = (host: string) => host.replace(/:\d+$/, "");

/**
 * Reads a `Host` header. In production only the portal's own host and the relay's subdomains are answered, in
 * evaluation mode only loopback names and the private addresses that `--lan` adds, so that no foreign name (DNS
 * rebinding) leads here (RFC 9700 4.13, docs/security.md#hosts-and-addresses). Pure.
 * @returns undefined for a host that is not ours
 */
export function requestHost(
  header: string | undefined,
  env: Pick<Env, "mode" | "portalUrl" | "relayDomain"> & Partial<Pick<Env, "lanHosts">>,
): RequestHost | undefined {
  const host = (header ?? "").toLowerCase();
  if (!/^[a-z0-9.-]+(:\d{1,5})?$|^\[[0-9a-f:]{2,39}\](:\d{1,5})?$/.test(host)) return undefined;
  const evaluating = env.mode === "evaluation";
  const relay = evaluating ? `.${hostname(env.relayDomain)}` : `.${env.relayDomain}`;
  const name = evaluating ? hostname(host) : host;
  if (name.endsWith(relay)) {
    // A label of DNS has 63 characters.
    const [first = "", prefix = "", label = ""] =
      /^(app|tun|view)-([a-z0-9]+)$/.exec(name.slice(0, -relay.length)) ?? [];
    if (first && first.length <= 63) return { kind: KINDS[prefix as keyof typeof KINDS], label };
  }
  const portal = new URL(env.portalUrl);
  if (host === portal.host) return { kind: "portal", origin: portal.origin };
  // Literal addresses with their very port: no name can be made to lead to them.
  if (evaluating && env.lanHosts?.includes(host)) return { kind: "portal", origin: `http://${host}` };
  return evaluating && LOOPBACK_NAMES.includes(name) ? { kind: "portal", origin: `http://${host}` } : undefined;
}
