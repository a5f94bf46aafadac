import { hours, now } from "@/lib/clock";
import { shared } from "@/lib/shared";

/** An agent asks with a dead token for ever, every two to ten minutes: each time it does, it is remembered anew. */
const REMEMBERED_MS = hours(1);

/** Agents that are remembered: a few megabytes. */
const MOST = 20_000;

/**
 * Digests of tokens that are refused without a question to the database. Tokens are made here and at random, so one
 * that was unknown can never become a good one.
 */
const dead = () => shared("dead-agent-tokens", () => new Map<string, number>());

/** @param digest SHA-256 of a token @returns whether it was found to be dead before */
export function isDeadToken(digest: string): boolean {
  const until = dead().get(digest);
  if (until === undefined) return false;
  dead().delete(digest);
  if (until <= now().getTime()) return false;
  rememberDeadToken(digest);
  return true;
}

/** @param digest SHA-256 of a token that no printer has */
export function rememberDeadToken(digest: string): void {
  const tokens = dead();
  tokens.delete(digest);
  tokens.set(digest, now().getTime() + REMEMBERED_MS);
  const oldest = tokens.keys().next().value;
  if (tokens.size > MOST && oldest !== undefined) tokens.delete(oldest);
}

/** How many are remembered. */
export const countDeadTokens = (): number => dead().size;
