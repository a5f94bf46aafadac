import { days, hours } from "@/lib/clock";

/** Why a connection came to its end, as it is kept in its row and told to apps. */
const CONNECTION_ENDS = ["user", "replaced", "printer_removed", "account_deleted", "superseded", "expired"] as const;
export type ConnectionEnd = (typeof CONNECTION_ENDS)[number];

const isConnectionEnd = (text: unknown): text is ConnectionEnd => CONNECTION_ENDS.some((end) => end === text);

/**
 * What an app hears (docs/app-contract.md#4-app-apis). `api`: both App APIs, unless `gadget` is said for the second,
 * which a shipped app never asks again once it was refused; `relay`: requests and WebSocket handshakes alike.
 */
type Answers = { api: 200 | 603 | 604 | 605 | 610; gadget?: 200; relay: 200 | 601 | 603 | 604 | 605 | 606 | 610 };

const ENDED = { api: 604, relay: 604 } as const;

/**
 * Every state of an App Connection, and what is answered in it. 601, 605 and 610 pass; the others are for good. The App
 * APIs tell of a printer that is away by `IsOnline`.
 */
export const CONNECTION_STATES = {
  valid: { api: 200, relay: 200 },
  /** The printer is not connected now. */
  printer_offline: { api: 200, relay: 601 },
  /** The printer is connected by a program that has to be updated first. */
  printer_too_old: { api: 610, gadget: 200, relay: 610 },
  /** The printer's program packs its answers in a way that this service has no dictionary for. */
  printer_needs_dictionary: { api: 610, gadget: 200, relay: 610 },
  /** The owner has no Supporter Perks now: works again, unchanged, once they are back. */
  no_perks: { api: 605, relay: 605 },
  /** Revoked by its owner. */
  user: ENDED,
  /** The owner authorized the same app for the same printer anew and chose to end this one. */
  replaced: ENDED,
  /** The printer is not in the owner's account any more. */
  printer_removed: ENDED,
  account_deleted: ENDED,
  /** Another connection of the same consent was used first. */
  superseded: ENDED,
  /** The end that was chosen at consent has come. */
  expired: ENDED,
  /** There never was one: no such token, no such host. */
  unknown: { api: 603, relay: 603 },
  /** The host is one of ours, user name and password or bearer are not. The App APIs have one secret only: unknown. */
  wrong_credentials: { api: 603, relay: 606 },
} as const satisfies Record<ConnectionEnd, Answers> & Record<string, Answers>;

export type StateName = keyof typeof CONNECTION_STATES;

/** What the state of a connection is computed from, freshly read. */
export type ConnectionFacts = {
  id: string;
  revokedAt: Date | null;
  revokedReason: string | null;
  expiresAt: Date | null;
  /** Its app got new credentials: it lives until `expiresAt`, whichever of its consent is the one in use. */
  rotatedAt: Date | null;
  /** Null: the printer was removed. */
  printerId: string | null;
  /** Null: the account was deleted. */
  userId: string | null;
  /** The account still owns the printer. */
  owned: boolean;
  consent: { winnerId: string | null; createdAt: Date; newestId: string };
  supporter: boolean;
};

/** The states that are computed; of the printer itself `info` and the relay find out. */
export type ConnectionState = "valid" | "no_perks" | ConnectionEnd;

/**
 * While none of several siblings was used: this long all of them wait, then only the newest lives (ASVS 10.4.2,
 * docs/security.md#minting-and-revoking).
 */
export const SIBLINGS_WAIT_MS = hours(24);

/** Why a connection lives no more, whether or not it is written down yet; undefined while it lives. */
function endOf(facts: ConnectionFacts, now: Date): ConnectionEnd | undefined {
  const { consent } = facts;
  if (facts.revokedAt) return isConnectionEnd(facts.revokedReason) ? facts.revokedReason : "user";
  if (facts.userId === null) return "account_deleted";
  if (facts.printerId === null || !facts.owned) return "printer_removed";
  if (facts.expiresAt && facts.expiresAt <= now) return "expired";
  if (facts.rotatedAt) return undefined;
  if (consent.winnerId !== null) return consent.winnerId === facts.id ? undefined : "superseded";
  const waits = consent.newestId === facts.id || now.getTime() - consent.createdAt.getTime() < SIBLINGS_WAIT_MS;
  return waits ? undefined : "superseded";
}

/** The state of a connection whose credentials were right. Pure. What is answered in it: `CONNECTION_STATES`. */
export function connectionState(facts: ConnectionFacts, now: Date): ConnectionState {
  return endOf(facts, now) ?? (facts.supporter ? "valid" : "no_perks");
}

/** Whether a connection can be used, now or once the perks are back. */
export const isLiving = (state: ConnectionState): state is "valid" | "no_perks" =>
  state === "valid" || state === "no_perks";

/** How long a connection lasts, as chosen at consent, in milliseconds; null: until it is revoked. */
const LIFETIME_MS = { none: null, year: days(365), month: days(30), day: days(1) } as const satisfies Record<
  string,
  number | null
>;

export type Lifetime = keyof typeof LIFETIME_MS;

/** In the order they are offered. */
export const LIFETIMES = Object.keys(LIFETIME_MS) as Lifetime[];

/** @returns undefined for anything but the four values: nothing was chosen, and nothing is assumed */
export const readLifetime = (text: string | null | undefined): Lifetime | undefined =>
  LIFETIMES.find((lifetime) => lifetime === text);

/** When a connection ends; null: no end. @param begins when it was consented to */
export function expiresAt(lifetime: Lifetime, begins: Date): Date | null {
  const ms = LIFETIME_MS[lifetime];
  return ms === null ? null : new Date(begins.getTime() + ms);
}
