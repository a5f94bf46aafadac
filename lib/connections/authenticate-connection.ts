import { CONNECTION_STATES } from "@/lib/connections/connection-state";
import {
  findByLabelDigest,
  findByTokenDigest,
  recordUse,
  type ConnectionUse,
  type StoredConnection,
} from "@/lib/connections/connection-store";
import { digest, sameDigest } from "@/lib/digest";
import type { OwnedPrinter } from "@/lib/printers/printer-store";

/**
 * Why a connection may not be used: 603 no such one, 604 dead, 605 no perks, 606 wrong credentials
 * (docs/app-contract.md#4-app-apis).
 */
export type AuthenticationErrorStatus = 603 | 604 | 605 | 606;

export type AuthenticatedConnection =
  | { ok: true; connectionId: string; appId: string; userId: string; printer: OwnedPrinter }
  | { ok: false; status: AuthenticationErrorStatus };

// No secret of ours is longer; what is, is not worth a digest.
const LONGEST_SECRET = 200;

// App APIs and relay agree wherever the credentials are right; a printer that is away is the relay's to find out.
async function admit(stored: StoredConnection, use: ConnectionUse): Promise<AuthenticatedConnection> {
  const { id, appId, userId } = stored;
  const { state, printer } = await recordUse(stored, use);
  const { api: status } = CONNECTION_STATES[state];
  if (status !== 200) return { ok: false, status };
  if (!printer || userId === null) return { ok: false, status: CONNECTION_STATES.printer_removed.api };
  return { ok: true, connectionId: id, appId, userId, printer };
}

/** The connection of an App API token. @param address the client's, normalised */
export async function authenticateToken(token: string, address = "unknown"): Promise<AuthenticatedConnection> {
  const stored = token.length <= LONGEST_SECRET ? await findByTokenDigest(digest(token)) : undefined;
  return stored ? admit(stored, { from: address, by: "token" }) : { ok: false, status: CONNECTION_STATES.unknown.api };
}

/**
 * Which of this connection's credentials an `Authorization` header holds: basic (RFC 7617), bearer (RFC 6750) or none.
 */
function matchingCredentials(
  stored: StoredConnection,
  authorization: string | undefined,
): "basic" | "bearer" | undefined {
  const [, scheme, value] =
    /^(basic|bearer) +([^\s]+)\s*$/i.exec((authorization ?? "").slice(0, 4 * LONGEST_SECRET)) ?? [];
  if (!scheme || !value) return undefined;
  if (scheme.toLowerCase() === "bearer") return sameDigest(stored.bearerDigest, digest(value)) ? "bearer" : undefined;
  const decoded = Buffer.from(value, "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  if (colon < 0) return undefined;
  // Both are compared, whatever the first comparison says.
  const user = sameDigest(stored.basicUserDigest, digest(decoded.slice(0, colon)));
  const password = sameDigest(stored.basicPasswordDigest, digest(decoded.slice(colon + 1)));
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
  const stored = label.length <= LONGEST_SECRET ? await findByLabelDigest(digest(label)) : undefined;
  if (!stored) return { ok: false, status: CONNECTION_STATES.unknown.relay };
  const by = matchingCredentials(stored, authorization);
  return by ? admit(stored, { from: address, by }) : { ok: false, status: CONNECTION_STATES.wrong_credentials.relay };
}
