import { findByLabelDigest, findByTokenDigest, useConnection, type StoredConnection } from "@/lib/connections/connection-store";
import { digest, sameDigest } from "@/lib/digest";
import type { OwnedPrinter } from "@/lib/printers/printer-store";

/** Why a connection may not be used: 603 no such one, 604 dead, 605 no perks, 606 wrong credentials (contract section 4). */
export type RefusedStatus = 603 | 604 | 605 | 606;

export type AuthenticatedConnection = { ok: true; connectionId: string; appId: string; userId: string; printer: OwnedPrinter } | { ok: false; status: RefusedStatus };

// No secret of ours is longer; what is, is not worth a digest.
const LONGEST_SECRET = 200;

async function admit(stored: StoredConnection): Promise<AuthenticatedConnection> {
  const { id, appId, userId } = stored;
  const { state, printer } = await useConnection(stored);
  if (state === "no_perks") return { ok: false, status: 605 };
  if (state === "dead" || !printer || userId === null) return { ok: false, status: 604 };
  return { ok: true, connectionId: id, appId, userId, printer };
}

/** The connection of an App API token. */
export async function authenticateToken(token: string): Promise<AuthenticatedConnection> {
  const stored = token.length <= LONGEST_SECRET ? await findByTokenDigest(digest(token)) : undefined;
  return stored ? admit(stored) : { ok: false, status: 603 };
}

/** Whether an `Authorization` header holds this connection's basic (RFC 7617) or bearer (RFC 6750) credentials. */
function credentialsMatch(stored: StoredConnection, authorization: string | undefined): boolean {
  const [, scheme, value] = /^(basic|bearer) +([^\s]+)\s*$/i.exec((authorization ?? "").slice(0, 4 * LONGEST_SECRET)) ?? [];
  if (!scheme || !value) return false;
  if (scheme.toLowerCase() === "bearer") return sameDigest(stored.bearerDigest, digest(value));
  const decoded = Buffer.from(value, "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  if (colon < 0) return false;
  // Both are compared, whatever the first comparison says.
  const user = sameDigest(stored.basicUserDigest, digest(decoded.slice(0, colon)));
  const password = sameDigest(stored.basicPasswordDigest, digest(decoded.slice(colon + 1)));
  return user && password;
}

/** The connection behind a relay host, for one request. @param label of `app-<label>.<relay domain>`, lower case */
export async function authenticateRelay(label: string, authorization: string | undefined): Promise<AuthenticatedConnection> {
  const stored = label.length <= LONGEST_SECRET ? await findByLabelDigest(digest(label)) : undefined;
  if (!stored) return { ok: false, status: 603 };
  return credentialsMatch(stored, authorization) ? admit(stored) : { ok: false, status: 606 };
}
