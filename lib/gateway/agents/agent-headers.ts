import { env } from "@/lib/env";
import type { StreamRequest } from "@/lib/gateway/streams/stream-types";
import { canonicalName, isOneHeader, namedByConnection } from "@/lib/header-pairs";
import type { TunnelAnswer } from "@/lib/obico/messages";
import { resolveLocation } from "@/lib/obico/resolve-location";
import type { Pair } from "@/lib/octostream/messages";
import { PLATFORMS } from "@/lib/octostream/platforms";

/** The agent has its own, or they would tell the printer something untrue. In their {@link canonicalName} form. */
const DROPPED = new Set([
  "host",
  "origin",
  "referer",
  "connection",
  "content-length",
  "transfer-encoding",
  "accept-encoding",
  "forwarded",
  "x-real-ip",
]);

const ASKER = "x-forwarded-for";

/** A name with this sign first would make the agent's reader take all headers for a reference (BSON's DBRef). */
const isKey = (name: string) => !name.startsWith("$");

/**
 * The headers of a relayed request as an agent gets them. OctoPrint hears who asks, so that it takes nobody for its own
 * machine, and under which name, so that its cookies are named for that; Moonraker trusts its agent as its own machine
 * alone, and hears neither. Pure.
 * @param headers as openStream made them: `X-Forwarded-For` among them is ours
 * @param platform `HostPlatform` of the printer
 */
export function agentHeaders(
  { headers, publicHost }: Pick<StreamRequest, "headers" | "publicHost">,
  platform: number,
): Record<string, string> {
  const isMoonraker = platform === PLATFORMS.klipper;
  const kept = headers.filter((pair) => {
    const name = canonicalName(pair[0]);
    if (!isOneHeader(pair) || !isKey(pair[0]) || DROPPED.has(name)) return false;
    return !name.startsWith("x-forwarded-") || (!isMoonraker && pair[0].toLowerCase() === ASKER);
  });
  const name: Pair[] = [
    ["X-Forwarded-Host", publicHost],
    ["X-Forwarded-Proto", new URL(env().portalUrl).protocol.replace(":", "")],
  ];
  // In exactly this spelling: one of the agents sets it itself, and would send it twice in any other.
  return Object.fromEntries([...kept, ...(isMoonraker ? [] : name), ["Accept-Encoding", "identity"]]);
}

/** About the bytes as they were before the agent undid them, or about a hop that is over. */
const UNDONE = new Set([
  "content-encoding",
  "content-length",
  "transfer-encoding",
  "connection",
  "keep-alive",
  "set-cookie",
]);

/** The headers of an agent's answer: cookies single, and no address that only the printer's own machine knows. Pure. */
export function answerHeaders({ headers, cookies }: Pick<TunnelAnswer, "headers" | "cookies">): Pair[] {
  const listed = namedByConnection(headers);
  const kept = headers
    .filter(([name]) => !UNDONE.has(name.toLowerCase()) && !listed.has(name.toLowerCase()))
    .map(([name, value]): Pair => [name, /^(content-)?location$/i.test(name) ? resolveLocation(value) : value]);
  return [...kept, ...cookies.map((cookie): Pair => ["Set-Cookie", cookie])].filter(isOneHeader);
}

/** A header of an answer, by its name in lower case. */
export const headerOf = ({ headers }: Pick<TunnelAnswer, "headers">, name: string): string | undefined =>
  headers.find((pair) => pair[0].toLowerCase() === name)?.[1];
