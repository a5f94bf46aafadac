import { liveLinks } from "@/lib/gateway/links/live-links";

/** A row's id became another one. */
export type IdMove = { from: string; to: string };

/**
 * Puts connections under the ids that their printers have now, all at once: they go on, and what is sent to an id
 * reaches the printer that has it. Those of other servers end within half a minute, and come back under the new id.
 */
export function moveLinks(moves: readonly IdMove[]): void {
  const links = liveLinks();
  const moved = moves.map(({ from, to }) => ({ link: links.get(from), to }));
  for (const { from } of moves) links.delete(from);
  for (const { link, to } of moved) {
    if (!link) continue;
    link.publicId = to;
    links.set(to, link);
  }
}

/** Puts them back. */
export const moveLinksBack = (moves: readonly IdMove[]): void =>
  moveLinks(moves.map(({ from, to }) => ({ from: to, to: from })));
