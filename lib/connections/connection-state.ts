import { hours } from "@/lib/clock";
import { isConnectionEnd, type ConnectionEnd } from "@/lib/connections/connection-end";

/** What the state of a connection is computed from, freshly read. */
export type ConnectionFacts = {
  id: string;
  revokedAt: Date | null;
  revokedReason: string | null;
  expiresAt: Date | null;
  /** Null: the printer was removed. */
  printerId: string | null;
  /** Null: the account was deleted. */
  userId: string | null;
  /** The account still owns the printer. */
  owned: boolean;
  consent: { winnerId: string | null; createdAt: Date; newestId: string };
  supporter: boolean;
};

/** The states that are computed; whether the printer is there is the relay's to find out. */
export type ConnectionState = "valid" | "no_perks" | ConnectionEnd;

/**
 * While none of several siblings was used: this long all of them wait, then only the newest lives (ASVS 10.4.2,
 * docs/security.md#minting-and-revoking).
 */
export const SIBLINGS_WAIT_MS = hours(24);

/** Why a connection lives no more, whether or not somebody has written it down yet; undefined while it lives. */
function endOf(facts: ConnectionFacts, now: Date): ConnectionEnd | undefined {
  const { consent } = facts;
  if (facts.revokedAt) return isConnectionEnd(facts.revokedReason) ? facts.revokedReason : "user";
  if (facts.userId === null) return "account_deleted";
  if (facts.printerId === null || !facts.owned) return "printer_removed";
  if (facts.expiresAt && facts.expiresAt <= now) return "expired";
  if (consent.winnerId !== null) return consent.winnerId === facts.id ? undefined : "superseded";
  const waits = consent.newestId === facts.id || now.getTime() - consent.createdAt.getTime() < SIBLINGS_WAIT_MS;
  return waits ? undefined : "superseded";
}

/** The state of a connection whose credentials were right. Pure. What is answered in it: connection-states.ts. */
export function connectionState(facts: ConnectionFacts, now: Date): ConnectionState {
  return endOf(facts, now) ?? (facts.supporter ? "valid" : "no_perks");
}

/** Whether a connection can be used, now or once the perks are back. */
export const isLiving = (state: ConnectionState): state is "valid" | "no_perks" =>
  state === "valid" || state === "no_perks";
