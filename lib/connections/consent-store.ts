import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { minutes, now } from "@/lib/clock";
import {
  newConnectionId,
  newConnectionSecrets,
  secretDigests,
  type ConnectionSecrets,
} from "@/lib/connections/connection-secrets";
import { expiresAt, type Lifetime } from "@/lib/connections/connection-state";
import { endConnections, type EndedConnection } from "@/lib/connections/end-connections-store";
import { db, type Transaction } from "@/lib/db/client";
import { mailConnected, type ConnectedMail } from "@/lib/mail/mail-connected";
import { LIMITS } from "@/lib/rate-limits/limits";
import { failure, ok, type Result, type TooMany } from "@/lib/result";
import { isSupporter } from "@/lib/supporters/perks-store";
import { recordConnectionEvents } from "@/lib/webhooks/record-connection-event-store";

/** How long the same consent may be posted again, */
export const CONSENT_REPEAT_MS = minutes(2);
/** and how many connections it may mint in all (ASVS 10.4.2, docs/security.md#minting-and-revoking). */
export const CONSENT_SIBLINGS = 3;

export type ConsentInput = {
  journeyId: string;
  userId: string;
  appId: string;
  printerId: string;
  address: string;
  /** The sign-in that it is given in. */
  sessionId?: string | undefined;
  /** How long it is to last; fixed with the consent, so it counts at the first post only. Left out: no end. */
  lifetime?: Lifetime;
  /** The app's earlier connections of this account to this printer end with the first mint. */
  replaces?: boolean;
  /** Names for the mail that tells the owner of the first mint; left out: nobody is told. */
  tells?: { app: string; printer: string; printerUrl: string };
};
/** Why nothing is minted. `too_many` carries the seconds to wait. */
export type MintError = Result<never, "not_allowed"> | Result<never, "consent_used_up"> | TooMany;
type Minted = {
  id: string;
  sibling: number;
  secrets: ConnectionSecrets;
  expiresAt: Date | null;
  replaced: EndedConnection[];
};

/** What must hold at the very moment of minting, whatever was true when the page was shown (ASVS 8.3.1). */
async function mayMint(tx: Transaction, input: ConsentInput): Promise<boolean> {
  const { journeyId, userId, appId, printerId, sessionId } = input;
  // Held: a sign-in that ends at this moment ends after this, or gives nothing.
  const held =
    sessionId === undefined ||
    (
      await tx.$queryRaw<
        object[]
      >`SELECT 1 FROM "Session" WHERE id = ${sessionId} AND "userId" = ${userId} FOR KEY SHARE`
    ).length === 1;
  if (!held) return false;
  const session = await tx.journey.findUnique({ where: { id: journeyId } });
  // Held until the end: a printer that is removed, or a second app that replaces, waits for this connection and sees
  // it.
  await tx.$queryRaw`SELECT 1 FROM "Printer" WHERE id = ${printerId} FOR NO KEY UPDATE`;
  const printer = await tx.printer.findFirst({ where: { id: printerId, ownerId: userId }, select: { id: true } });
  const app = await tx.app.findFirst({ where: { id: appId, enabled: true }, select: { id: true } });
  return (
    session?.userId === userId &&
    session.appId === appId &&
    session.endedAt === null &&
    printer !== null &&
    app !== null &&
    (await isSupporter(userId, tx))
  );
}

/**
 * A new consent, unless the account gave too many lately; ends what it replaces.
 * @param connectionId of its first connection
 */
async function newConsent(tx: Transaction, input: ConsentInput, connectionId: string) {
  const { journeyId, userId, appId, printerId, address, sessionId, lifetime = "none", replaces = false } = input;
  const { points, windowMs } = LIMITS.consentsPerAccount;
  const lately = await tx.consent.findMany({
    where: { userId, createdAt: { gt: new Date(now().getTime() - windowMs) } },
    orderBy: { createdAt: "desc" },
    take: points,
    select: { createdAt: true },
  });
  const oldest = lately[points - 1];
  if (oldest) {
    await writeAuditLog({ userId, kind: "limit_hit", address, detail: "authorize" }, tx);
    const waitMs = oldest.createdAt.getTime() + windowMs - now().getTime();
    return failure("too_many", { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) });
  }
  await writeAuditLog({ userId, kind: "consented", appId, printerId, connectionId, address }, tx);
  const at = now();
  const { browserDigest } = await tx.journey.findUniqueOrThrow({ where: { id: journeyId } });
  const given = { journeyId, userId, appId, printerId, browserDigest, sessionId: sessionId ?? null };
  const consent = await tx.consent.create({ data: { ...given, createdAt: at, expiresAt: expiresAt(lifetime, at) } });
  const earlier = { userId, appId, printerId, consentId: { not: consent.id } };
  // What this browser was given before and the app never used: nobody has it any more.
  const unused = { ...earlier, lastUsedAt: null, consent: { browserDigest, winnerId: null } };
  const where = replaces ? earlier : unused;
  return ok({ consent, replaced: await endConnections(tx, { where, reason: "replaced", address }) });
}

/** The consent of this journey, made at the first post, while it gives more. */
async function openConsent(tx: Transaction, input: ConsentInput, connectionId: string) {
  const before = await tx.consent.findUnique({ where: { journeyId: input.journeyId } });
  if (!before) return newConsent(tx, input, connectionId);
  const same = before.userId === input.userId && before.appId === input.appId && before.printerId === input.printerId;
  const open =
    before.winnerId === null &&
    before.mintCount < CONSENT_SIBLINGS &&
    now().getTime() - before.createdAt.getTime() <= CONSENT_REPEAT_MS;
  return same && open ? ok({ consent: before, replaced: [] }) : failure("consent_used_up");
}

/** The mail that an app was authorized. */
async function tellOwner(tx: Transaction, userId: string, connected: ConnectedMail): Promise<void> {
  const owner = await tx.user.findUnique({ where: { id: userId }, select: { email: true } });
  if (owner) await mailConnected(tx, owner.email, connected);
}

/**
 * Mints one sibling of a journey's consent. The journey's row is claimed first and held until all of it is written, so
 * that parallel posts come one after another; connection, what it replaces, audit log entries, messages and the mail to
 * the owner are one transaction (ASVS 2.3.3, docs/security.md#minting-and-revoking).
 * @returns the only copy of the secrets; `consent_used_up` when the consent gives nothing more
 */
export async function mintSibling(input: ConsentInput): Promise<({ ok: true } & Minted) | MintError> {
  return db().$transaction(
    async (tx) => {
      // The account before all else, as whatever ends sign-ins takes it.
      await tx.$queryRaw`SELECT 1 FROM "User" WHERE id = ${input.userId} FOR KEY SHARE`;
      await tx.$queryRaw`SELECT 1 FROM "Journey" WHERE id = ${input.journeyId} FOR UPDATE`;
      if (!(await mayMint(tx, input))) return failure("not_allowed");
      const id = newConnectionId();
      const opened = await openConsent(tx, input, id);
      if (!opened.ok) return opened;
      const { consent, replaced } = opened;
      const { expiresAt } = consent;
      const secrets = newConnectionSecrets();
      const sibling = consent.mintCount + 1;
      const { userId, appId, printerId, address } = input;
      await tx.consent.update({ where: { id: consent.id }, data: { mintCount: sibling } });
      await tx.appConnection.create({
        data: {
          id,
          consentId: consent.id,
          appId,
          userId,
          printerId,
          sibling,
          createdAt: now(),
          expiresAt,
          ...secretDigests(secrets),
        },
      });
      await writeAuditLog({ userId, kind: "minted", appId, printerId, connectionId: id, address }, tx);
      await recordConnectionEvents(tx, "connection.created", [{ connectionId: id, appId, printerId }]);
      if (sibling === 1 && input.tells) await tellOwner(tx, userId, { ...input.tells, endsAt: expiresAt });
      return ok({ id, sibling, secrets, expiresAt, replaced });
    },
    // Fifty posts at once wait for one row: patience for the last of them.
    { maxWait: 20_000, timeout: 20_000 },
  );
}
