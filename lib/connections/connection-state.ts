import { hours } from "@/lib/clock";

/** What the state of a connection is computed from, freshly read. */
export type ConnectionFacts = {
  id: string;
  revokedAt: Date | null;
  expiresAt: Date | null;
  /** Null: the printer was removed. */
  printerRowId: string | null;
  /** Null: the account was deleted. */
  userId: string | null;
  /** The account still owns the printer. */
  owned: boolean;
  consent: { winnerId: string | null; createdAt: Date; newestId: string };
  supporter: boolean;
};

export type ConnectionState = "valid" | "dead" | "no_perks";

/** While none of several siblings was used: this long all of them wait, then only the newest lives (bar: ASVS 10.4.2). */
export const SIBLINGS_WAIT_MS = hours(24);

/** Whether a connection is one that lives: not revoked, not expired, printer and account there, not outlived by a sibling. */
function lives(facts: ConnectionFacts, now: Date): boolean {
  const { consent } = facts;
  if (facts.revokedAt || facts.userId === null || facts.printerRowId === null || !facts.owned) return false;
  if (facts.expiresAt && facts.expiresAt <= now) return false;
  if (consent.winnerId !== null) return consent.winnerId === facts.id;
  return consent.newestId === facts.id || now.getTime() - consent.createdAt.getTime() < SIBLINGS_WAIT_MS;
}

/** The state of a connection whose credentials were right. Pure. `dead` answers 604, `no_perks` 605 (contract section 4). */
export function connectionState(facts: ConnectionFacts, now: Date): ConnectionState {
  if (!lives(facts, now)) return "dead";
  return facts.supporter ? "valid" : "no_perks";
}
