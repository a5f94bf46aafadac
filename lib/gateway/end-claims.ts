import { liveLinks } from "@/lib/gateway/links/live-links";

/**
 * Ends the connections of machines whose claim of a printer's id is over: the one that got it comes back under that id,
 * the others are told that it is in use.
 * @param ids of their rows
 */
export function endClaims(ids: readonly string[]): void {
  for (const id of ids) {
    liveLinks().get(id)?.end();
    liveLinks().delete(id);
  }
}
