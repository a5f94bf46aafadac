import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { minutes, now } from "@/lib/clock";
import { expiresAt, type Lifetime } from "@/lib/connections/connection-state";
import type { Transaction } from "@/lib/db/client";
import type { Consent } from "@/lib/db/generated/client";
import { LIMITS } from "@/lib/rate-limits/limits";
import { failure, ok, type Result, type TooMany } from "@/lib/result";
import { isSupporter } from "@/lib/supporters/perks-store";

/** How long the same consent may be posted again, */
const CONSENT_REPEAT_MS = minutes(2);
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
/**
 * Takes what all that happens to a consent takes first, in one order, so that parallel posts come one after another:
 * the account, as whatever ends sign-ins takes it, then the journey.
 */
export async function holdConsent(tx: Transaction, { userId, journeyId }: ConsentInput): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM "User" WHERE id = ${userId} FOR KEY SHARE`;
  await tx.$queryRaw`SELECT 1 FROM "Journey" WHERE id = ${journeyId} FOR UPDATE`;
}

/** What a consent rests on, and must at the very moment, whatever was true when the page was shown (ASVS 8.3.1). */
export async function restsOnFacts(tx: Transaction, input: ConsentInput): Promise<boolean> {
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
    app !== null
  );
}

/** {@link restsOnFacts}, and that the account has the perks that a connection takes. */
export const mayConsent = async (tx: Transaction, input: ConsentInput): Promise<boolean> =>
  (await restsOnFacts(tx, input)) && (await isSupporter(input.userId, tx));

/** A new consent, unless the account gave too many lately. @param connectionId of its first connection, if known */
async function newConsent(tx: Transaction, input: ConsentInput, connectionId?: string) {
  const { journeyId, userId, appId, printerId, address, sessionId, lifetime = "none" } = input;
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
  const consented = { userId, appId, printerId, address, ...(connectionId && { connectionId }) };
  await writeAuditLog({ ...consented, kind: "consented" }, tx);
  const at = now();
  const { browserDigest } = await tx.journey.findUniqueOrThrow({ where: { id: journeyId } });
  const given = { journeyId, userId, appId, printerId, browserDigest, sessionId: sessionId ?? null };
  const consent = await tx.consent.create({ data: { ...given, createdAt: at, expiresAt: expiresAt(lifetime, at) } });
  return ok({ consent });
}

/** Whether a consent gives more. @param since when that began to count, for {@link CONSENT_REPEAT_MS} */
export const givesMore = ({ winnerId, mintCount }: Consent, since: Date): boolean =>
  winnerId === null && mintCount < CONSENT_SIBLINGS && now().getTime() - since.getTime() <= CONSENT_REPEAT_MS;

/**
 * The consent of this journey, made at the first post, while it gives more.
 * @returns `consent_used_up` when the consent gives nothing more; `too_many` when the account gave too many lately
 */
export async function openConsent(tx: Transaction, input: ConsentInput, connectionId?: string) {
  const before = await tx.consent.findUnique({ where: { journeyId: input.journeyId } });
  if (!before) return newConsent(tx, input, connectionId);
  const same = before.userId === input.userId && before.appId === input.appId && before.printerId === input.printerId;
  return same && givesMore(before, before.createdAt) ? ok({ consent: before }) : failure("consent_used_up");
}
