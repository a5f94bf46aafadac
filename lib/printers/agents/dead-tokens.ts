import { digest } from "@/lib/digest";
import { shared } from "@/lib/shared";

/** Some megabyte. When it is full the oldest are forgotten, and cost a look into the database once more. */
const KEPT = 20_000;

const dead = () => shared("dead-agent-tokens", () => new Set<string>());

/**
 * Whether a token was found dead before. An agent asks with a dead token for ever, every few minutes, and no dead token
 * ever works again (each is made once, at random), so it is refused without a question to the database.
 */
export const isKnownDead = (token: string): boolean => dead().has(digest(token));

/** Remembers that a token is dead. */
export function rememberDead(token: string): void {
  const tokens = dead();
  tokens.add(digest(token));
  const [oldest] = tokens;
  if (tokens.size > KEPT && oldest !== undefined) tokens.delete(oldest);
}
