import { Bag } from "@/lib/bag";
import { minutes, now } from "@/lib/clock";
import { shared } from "@/lib/shared";

type Exchanges = Bag<() => void>;

/**
 * What each App Connection has open now: how to end it. Kept once a process, since pages revoke from their own bundle.
 */
const exchanges = () => shared("relay-exchanges", () => new Map<string, Exchanges>());

/** So many connections may be known of which nothing runs any more: most ask again soon. */
const MOST_AT_REST = 1000;

function forgetThoseAtRest(all: Map<string, Exchanges>): void {
  for (const [connectionId, open] of all) if (open.size === 0) all.delete(connectionId);
}

/** How many exchanges run on a connection now. */
export const exchangesOf = (connectionId: string): number => exchanges().get(connectionId)?.size ?? 0;

/** @param end called at most once, when the connection is revoked @returns to be called when the exchange is over */
export function registerExchange(connectionId: string, end: () => void): () => void {
  const all = exchanges();
  const known = all.get(connectionId);
  if (known) return known.add(end);
  if (all.size % MOST_AT_REST === 0) forgetThoseAtRest(all);
  const open: Exchanges = new Bag();
  all.set(connectionId, open);
  return open.add(end);
}

/**
 * When connections were ended lately, by id: requests that were being authenticated at that moment must not slip
 * through.
 */
const endings = () => shared("relay-endings", () => new Map<string, number>());

/** No authentication takes longer. */
const REMEMBERED_MS = minutes(1);

/**
 * Ends everything that runs on an App Connection in this process: to be called when it was revoked, so that an open
 * webcam or download does not outlive it (docs/app-contract.md#7-life-of-a-connection).
 * @returns how many were ended
 */
export function endExchanges(connectionId: string): number {
  const at = now().getTime();
  for (const [id, endedAt] of endings()) if (at - endedAt > REMEMBERED_MS) endings().delete(id);
  endings().set(connectionId, at);
  const open = exchanges().get(connectionId)?.items() ?? [];
  for (const end of open) end();
  return open.length;
}

/**
 * Whether a connection was ended at or after a moment.
 * @param since milliseconds, when its request began to be authenticated
 */
export function endedSince(connectionId: string, since: number): boolean {
  return (endings().get(connectionId) ?? -Infinity) >= since;
}

/** The connections that something runs on now. */
export const openConnections = (): string[] =>
  [...exchanges()].filter(([, open]) => open.size > 0).map(([connectionId]) => connectionId);
