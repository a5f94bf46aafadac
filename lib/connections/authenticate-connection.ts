import { cachedConnections } from "@/lib/connections/cached-connections";
import { CONNECTION_STATES } from "@/lib/connections/connection-state";
import {
  findByLabelDigest,
  findByTokenDigest,
  lookAt,
  noteUseOf,
  recordUse,
  type ConnectionUse,
  type StoredConnection,
} from "@/lib/connections/connection-store";
import { LONGEST_SECRET, readCredentials } from "@/lib/connections/read-credentials";
import { digest, sameDigest } from "@/lib/digest";
import type { OwnedPrinter } from "@/lib/printers/printer-store";

/**
 * Why a connection may not be used: 603 no such one, 604 dead, 605 no perks, 606 wrong credentials
 * (docs/app-contract.md#4-app-apis).
 */
export type AuthenticationErrorStatus = 603 | 604 | 605 | 606;

export type AuthenticatedConnection =
  | { ok: true; connectionId: string; consentId: string; appId: string; userId: string; printer: OwnedPrinter }
  | { ok: false; status: AuthenticationErrorStatus };

// App APIs and relay agree wherever the credentials are right; a printer that is away is the relay's to find out.
function decide(stored: StoredConnection, { state, printer }: ReturnType<typeof lookAt>): AuthenticatedConnection {
  const { id, consentId, appId, userId } = stored;
  const { api: status } = CONNECTION_STATES[state];
  if (status !== 200) return { ok: false, status };
  if (!printer || userId === null) return { ok: false, status: CONNECTION_STATES.printer_removed.api };
  return { ok: true, connectionId: id, consentId, appId, userId, printer };
}

const admit = async (stored: StoredConnection, use: ConnectionUse): Promise<AuthenticatedConnection> =>
  decide(stored, await recordUse(stored, use));

/** The connection of an App API token. @param address the client's, normalised */
export async function authenticateToken(token: string, address = "unknown"): Promise<AuthenticatedConnection> {
  const stored = token.length <= LONGEST_SECRET ? await findByTokenDigest(digest(token)) : undefined;
  return stored ? admit(stored, { from: address, by: "token" }) : { ok: false, status: CONNECTION_STATES.unknown.api };
}

/** The same for an app that gives its connection back: no use of it, and no question of perks. */
export async function authenticateToEnd(token: string): Promise<AuthenticatedConnection> {
  const stored = token.length <= LONGEST_SECRET ? await findByTokenDigest(digest(token)) : undefined;
  if (!stored) return { ok: false, status: CONNECTION_STATES.unknown.api };
  const look = lookAt(stored);
  return decide(stored, look.state === "no_perks" ? { ...look, state: "valid" } : look);
}

/** Which of this connection's credentials a header holds, or none. */
function matchingCredentials(
  stored: StoredConnection,
  authorization: string | undefined,
): "basic" | "bearer" | undefined {
  const read = readCredentials(authorization);
  if (!read) return undefined;
  if (read.by === "bearer") return sameDigest(stored.bearerDigest, digest(read.token)) ? "bearer" : undefined;
  // Both are compared, whatever the first comparison says.
  const user = sameDigest(stored.basicUserDigest, digest(read.user));
  const password = sameDigest(stored.basicPasswordDigest, digest(read.password));
  return user && password ? "basic" : undefined;
}

/**
 * The connection behind a relay host, for one request.
 * @param label of `app-<label>.<relay domain>`, lower case @param address the client's, normalised
 */
export async function authenticateRelay(
  label: string,
  authorization: string | undefined,
  address = "unknown",
): Promise<AuthenticatedConnection> {
  const labelDigest = label.length <= LONGEST_SECRET ? digest(label) : undefined;
  const kept = labelDigest && cachedConnections().get(labelDigest);
  const keep = labelDigest && cachedConnections().reading(labelDigest);
  const stored = kept || (labelDigest && (await findByLabelDigest(labelDigest)));
  if (!stored) return { ok: false, status: CONNECTION_STATES.unknown.relay };
  const by = matchingCredentials(stored, authorization);
  if (!by) return { ok: false, status: CONNECTION_STATES.wrong_credentials.relay };
  if (!kept) {
    if (keep) keep(stored);
    return admit(stored, { from: address, by });
  }
  noteUseOf(kept, { from: address, by });
  return decide(kept, lookAt(kept));
}

/**
 * The connection behind a relay host, for a question that browsers ask without credentials before they send any (CORS
 * preflight). Not a use of the connection.
 * @param label of `app-<label>.<relay domain>`, lower case
 */
export async function findRelayConnection(label: string): Promise<AuthenticatedConnection> {
  const stored = label.length <= LONGEST_SECRET ? await findByLabelDigest(digest(label)) : undefined;
  return stored ? decide(stored, lookAt(stored)) : { ok: false, status: CONNECTION_STATES.unknown.relay };
}
