import type { ConnectionEnd } from "@/lib/connections/connection-end";

/**
 * What an app hears (docs/app-contract.md#4-app-apis). `api`: both App APIs; `relay`: requests and WebSocket handshakes
 * alike.
 */
type Answers = { api: 200 | 603 | 604 | 605; relay: 200 | 601 | 603 | 604 | 605 | 606 };

const ENDED = { api: 604, relay: 604 } as const;

/**
 * Every state of an App Connection, and what is answered in it. 601 and 605 pass; the others are for good. The App APIs
 * tell of a printer that is away by `IsOnline`.
 */
export const CONNECTION_STATES = {
  valid: { api: 200, relay: 200 },
  /** The printer is not connected now. */
  printer_offline: { api: 200, relay: 601 },
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
