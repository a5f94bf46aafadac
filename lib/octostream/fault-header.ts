import type { Pair, StreamFrame } from "@/lib/octostream/messages";

/**
 * Our connector says beside its last frame why there is no answer, or not all of it, as a header that no printer's
 * answer is: for the portal's log. Other programs say nothing.
 */
const FAULT_HEADER = "portal-fault";

const MOST_LETTERS = 200;

/** @param reason a few words, without secrets */
export const faultHeader = (reason: string): { headers: Pair[] } => ({ headers: [[FAULT_HEADER, reason]] });

/** @returns the reason as it may stand in a log; undefined where none is said */
export function faultOf({ statusCode, http }: StreamFrame): string | undefined {
  const [, said] = (statusCode === 0 && http?.headers?.find(([name]) => name === FAULT_HEADER)) || [];
  return said?.replace(/[^\x20-\x7e]/g, "?").slice(0, MOST_LETTERS);
}
