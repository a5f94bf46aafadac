import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { now } from "@/lib/clock";
import {
  newConnectionId,
  newConnectionSecrets,
  secretDigests,
  type ConnectionSecrets,
} from "@/lib/connections/connection-secrets";
import {
  holdConsent,
  mayConsent,
  openConsent,
  type ConsentInput,
  type MintError,
} from "@/lib/connections/consent-store";
import { endConnections, type EndedConnection } from "@/lib/connections/end-connections-store";
import { db, type Transaction } from "@/lib/db/client";
import type { Consent } from "@/lib/db/generated/client";
import { mailConnected, type ConnectedMail } from "@/lib/mail/mail-connected";
import { failure, ok } from "@/lib/result";
import { recordConnectionEvents } from "@/lib/webhooks/record-connection-event-store";

/** A connection as it was just made: the only copy of its secrets. */
export type Minted = {
  id: string;
  sibling: number;
  secrets: ConnectionSecrets;
  expiresAt: Date | null;
  replaced: EndedConnection[];
};

/** Fifty posts at once wait for one row: patience for the last of them. */
export const MINT_PATIENCE = { maxWait: 20_000, timeout: 20_000 };

/** The mail that an app was authorized. */
async function tellOwner(tx: Transaction, userId: string, connected: ConnectedMail): Promise<void> {
  const owner = await tx.user.findUnique({ where: { id: userId }, select: { email: true } });
  if (owner) await mailConnected(tx, owner.email, connected);
}

/** Ends what the first connection of a consent replaces. */
async function endReplaced(tx: Transaction, consent: Consent, input: ConsentInput): Promise<EndedConnection[]> {
  const { userId, appId, printerId, address, replaces = false } = input;
  const earlier = { userId, appId, printerId, consentId: { not: consent.id } };
  // What this browser was given before and the app never used: nobody has it any more.
  const unused = { ...earlier, lastUsedAt: null, consent: { browserDigest: consent.browserDigest, winnerId: null } };
  return endConnections(tx, { where: replaces ? earlier : unused, reason: "replaced", address });
}

/**
 * Mints a connection of an open consent that is held: with what it replaces, audit log entries, messages and the mail
 * to the owner (docs/security.md#minting-and-revoking).
 */
export async function mintFrom(
  tx: Transaction,
  consent: Consent,
  input: ConsentInput,
  id = newConnectionId(),
): Promise<Minted> {
  const { userId, appId, printerId, address } = input;
  const { expiresAt } = consent;
  const secrets = newConnectionSecrets();
  const sibling = consent.mintCount + 1;
  const replaced = sibling === 1 ? await endReplaced(tx, consent, input) : [];
  await tx.consent.update({ where: { id: consent.id }, data: { mintCount: sibling } });
  const of = { consentId: consent.id, appId, userId, printerId };
  await tx.appConnection.create({
    data: { id, ...of, sibling, createdAt: now(), expiresAt, ...secretDigests(secrets) },
  });
  await writeAuditLog({ userId, kind: "minted", appId, printerId, connectionId: id, address }, tx);
  await recordConnectionEvents(tx, "connection.created", [{ connectionId: id, appId, printerId }]);
  if (sibling === 1 && input.tells) await tellOwner(tx, userId, { ...input.tells, endsAt: expiresAt });
  return { id, sibling, secrets, expiresAt, replaced };
}

/**
 * Mints one sibling of a journey's consent. The journey's row is claimed first and held until all of it is written, so
 * that parallel posts come one after another; all of it is one transaction (ASVS 2.3.3).
 * @returns the only copy of the secrets; `consent_used_up` when the consent gives nothing more
 */
export async function mintSibling(input: ConsentInput): Promise<({ ok: true } & Minted) | MintError> {
  return db().$transaction(async (tx) => {
    await holdConsent(tx, input);
    if (!(await mayConsent(tx, input))) return failure("not_allowed");
    const id = newConnectionId();
    const opened = await openConsent(tx, input, id);
    return opened.ok ? ok(await mintFrom(tx, opened.consent, input, id)) : opened;
  }, MINT_PATIENCE);
}
