import { HALF_LIFE_MS } from "@/lib/accounts/first-step-store";
import { hours, minutes, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import type { PortalSession as Row } from "@/lib/db/generated/client";
import { digest, sameDigest } from "@/lib/digest";
import { randomToken } from "@/lib/random";

export const PORTAL_SESSION_IDLE_MS = minutes(60);
export const PORTAL_SESSION_ABSOLUTE_MS = hours(3);

/** An OctoPrint key that "Authorize" led to asking for. `open`: its code is waited for. */
export type KeyWishState = { printerId: string; open: boolean };

/** One journey: what was asked for and what the person decided. */
export type PortalSession = Omit<Row, "browserDigest" | "draft"> & {
  draft: Record<string, string>;
  expired: boolean;
  halfSignedIn: boolean;
  consentedAt: Date | null;
  keyWish: KeyWishState | undefined;
};

export type NewPortalSession = Pick<Row, "goal"> &
  Partial<
    Pick<Row, "appId" | "returnUrl" | "publicId" | "appLogoUrl" | "apiKeyAppName" | "state" | "visitPath" | "userId">
  >;

/**
 * Starts a journey.
 * @param browser secret of the browser's cookie
 * @returns the id for the URL: 32 characters, 190 bits
 */
export async function createPortalSession(browser: string, input: NewPortalSession): Promise<string> {
  const id = randomToken(32);
  await db().portalSession.create({
    data: { id, browserDigest: digest(browser), ...input, createdAt: now(), lastSeenAt: now() },
  });
  return id;
}

const isSessionId = (id: string) => /^[A-Za-z0-9]{32}$/.test(id);

/** What a session id and a browser's cookie lead to. `foreign` tells nothing but the way to start again. */
export type FoundSession =
  | { kind: "own"; session: PortalSession }
  | { kind: "foreign"; restart: Pick<Row, "appId" | "publicId" | "returnUrl" | "goal"> }
  | { kind: "unknown" };

/** Finds a journey, and notes that it was seen, unless it is over. */
export async function findPortalSession(id: string, browser: string | undefined): Promise<FoundSession> {
  if (!isSessionId(id)) return { kind: "unknown" };
  const row = await db().portalSession.findUnique({
    where: { id },
    include: {
      consent: { select: { createdAt: true } },
      keyProof: { select: { printerId: true, provenAt: true, givenUpAt: true } },
    },
  });
  if (!row) return { kind: "unknown" };
  const { browserDigest, consent, keyProof, draft, ...session } = row;
  if (!browser || !sameDigest(browserDigest, digest(browser))) {
    const { appId, publicId, returnUrl, goal } = session;
    return { kind: "foreign", restart: { appId, publicId, returnUrl, goal } };
  }
  const time = now().getTime();
  const expired =
    time - row.lastSeenAt.getTime() > PORTAL_SESSION_IDLE_MS ||
    time - row.createdAt.getTime() > PORTAL_SESSION_ABSOLUTE_MS;
  if (!expired && time - row.lastSeenAt.getTime() > 10_000)
    await db().portalSession.update({ where: { id }, data: { lastSeenAt: now() } });
  const halfSignedIn = row.halfUserId !== null && row.halfAt !== null && time - row.halfAt.getTime() <= HALF_LIFE_MS;
  const keyWish = keyProof
    ? { printerId: keyProof.printerId, open: keyProof.provenAt === null && keyProof.givenUpAt === null }
    : undefined;
  return {
    kind: "own",
    session: {
      ...session,
      draft: (draft ?? {}) as Record<string, string>,
      expired,
      halfSignedIn,
      consentedAt: consent?.createdAt ?? null,
      keyWish,
    },
  };
}

export type PortalSessionChange = Partial<
  Pick<
    Row,
    | "email"
    | "userId"
    | "resetting"
    | "chosenLifetime"
    | "replaces"
    | "addingPrinter"
    | "printerWaived"
    | "foundPrinter"
    | "chosenPrinter"
  > & { draft: Record<string, string> }
>;

/** Writes what the person decided. */
export async function updatePortalSession(id: string, change: PortalSessionChange): Promise<void> {
  await db().portalSession.update({ where: { id }, data: change });
}

/**
 * Ends a journey without a connection, once. Its row is claimed first, so that a consent given at this moment is seen.
 * @returns false when it had ended, or a consent was given, in the meantime
 */
export async function endPortalSession(id: string, reason: string): Promise<boolean> {
  return db().$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "PortalSession" WHERE id = ${id} FOR UPDATE`;
    const { count } = await tx.portalSession.updateMany({
      where: { id, endedAt: null, consent: null },
      data: { endedAt: now(), endedReason: reason },
    });
    return count === 1;
  });
}

/** App and return URL of a journey, whoever's it is: for the content policy only. */
export async function returnUrlOfSession(id: string): Promise<{ appId: string; returnUrl: string } | undefined> {
  if (!isSessionId(id)) return undefined;
  const row = await db().portalSession.findUnique({ where: { id }, select: { appId: true, returnUrl: true } });
  return row?.appId && row.returnUrl ? { appId: row.appId, returnUrl: row.returnUrl } : undefined;
}

/** Deletes journeys that were last seen before a time. */
export async function sweepSessions(before: Date): Promise<void> {
  await db().portalSession.deleteMany({ where: { lastSeenAt: { lt: before } } });
}
