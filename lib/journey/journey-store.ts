import { MFA_PENDING_LIFETIME_MS } from "@/lib/accounts/first-factor-store";
import { days, hours, minutes, now, seconds } from "@/lib/clock";
import { db } from "@/lib/db/client";
import type { JourneyAnswer, JourneyEnding, Journey as Row } from "@/lib/db/generated/client";
import { digest, sameDigest } from "@/lib/digest";
import { oncePerRequest } from "@/lib/observability/once-per-request";
import { isUsedUp } from "@/lib/one-time-codes/one-time-code";
import { randomToken } from "@/lib/random";

const JOURNEY_IDLE_MS = minutes(60);
const JOURNEY_ABSOLUTE_MS = hours(3);
const SEEN_EVERY_MS = seconds(10);

/** An OctoPrint key that "Authorize" led to asking for. `open`: its code is waited for. */
type KeyWishState = { printerId: string; open: boolean };

/** One journey: what was asked for and what the person decided. */
export type JourneyRecord = Omit<Row, "browserDigest" | "draft"> & {
  draft: Record<string, string>;
  expired: boolean;
  mfaPending: boolean;
  consentedAt: Date | null;
  keyWish: KeyWishState | undefined;
};

export type NewJourney = Pick<Row, "goal"> &
  Partial<
    Pick<
      Row,
      | "appId"
      | "returnUrl"
      | "publicId"
      | "appLogoUrl"
      | "apiKeyAppName"
      | "state"
      | "uiLocale"
      | "answer"
      | "codeChallenge"
      | "visitPath"
      | "userId"
      | "carriedCode"
    >
  >;

/**
 * Starts a journey.
 * @param browser secret of the browser's cookie
 * @returns the id for the URL: 32 characters, 190 bits
 */
export async function createJourney(browser: string, input: NewJourney): Promise<string> {
  const id = randomToken(32);
  await db().journey.create({
    data: { id, browserDigest: digest(browser), ...input, createdAt: now(), lastSeenAt: now() },
  });
  return id;
}

const isJourneyId = (id: string) => /^[A-Za-z0-9]{32}$/.test(id);

/** The row of a journey, read once for a page and its content policy. */
async function readRow(id: string) {
  if (!isJourneyId(id)) return null;
  return oncePerRequest(`journey ${id}`, () =>
    db().journey.findUnique({
      where: { id },
      include: {
        consent: { select: { createdAt: true } },
        codes: {
          where: { purpose: "octoprint_key" },
          select: { purpose: true, printerId: true, usedAt: true, wrongTries: true },
        },
      },
    }),
  );
}

/** What a start URL is made of that begins the same once more. */
export type Restarted = "appId" | "publicId" | "returnUrl" | "answer" | "codeChallenge" | "uiLocale";

/** What a journey's id and a browser's cookie lead to. `foreign` tells nothing but what it was started with. */
export type FoundJourney =
  | { kind: "own"; record: JourneyRecord }
  | { kind: "foreign"; restart: Pick<Row, Restarted | "createdAt"> }
  | { kind: "unknown" };

/** Finds a journey, and notes that it was seen, unless it is over. */
export async function findJourney(id: string, browser: string | undefined): Promise<FoundJourney> {
  const row = await readRow(id);
  if (!row) return { kind: "unknown" };
  const { browserDigest, consent, codes, draft, ...rest } = row;
  if (!browser || !sameDigest(browserDigest, digest(browser))) {
    const { appId, publicId, returnUrl, answer, codeChallenge, uiLocale, createdAt } = rest;
    return { kind: "foreign", restart: { appId, publicId, returnUrl, answer, codeChallenge, uiLocale, createdAt } };
  }
  const time = now().getTime();
  const expired =
    time - row.lastSeenAt.getTime() > JOURNEY_IDLE_MS || time - row.createdAt.getTime() > JOURNEY_ABSOLUTE_MS;
  if (!expired && time - row.lastSeenAt.getTime() > SEEN_EVERY_MS)
    await db().journey.update({ where: { id }, data: { lastSeenAt: now() } });
  const mfaPending =
    row.mfaPendingUserId !== null &&
    row.mfaPendingSince !== null &&
    time - row.mfaPendingSince.getTime() <= MFA_PENDING_LIFETIME_MS;
  const [keyCode] = codes;
  const keyWish = keyCode?.printerId
    ? { printerId: keyCode.printerId, open: keyCode.usedAt === null && !isUsedUp(keyCode) }
    : undefined;
  return {
    kind: "own",
    record: {
      ...rest,
      draft: (draft ?? {}) as Record<string, string>,
      expired,
      mfaPending,
      consentedAt: consent?.createdAt ?? null,
      keyWish,
    },
  };
}

type JourneyChange = Partial<
  Pick<
    Row,
    | "email"
    | "userId"
    | "resetting"
    | "staySignedIn"
    | "chosenLifetime"
    | "replaces"
    | "addingPrinter"
    | "printerWaived"
    | "foundPrinter"
    | "chosenPrinter"
    | "carriedCode"
  > & { draft: Record<string, string>; refusedPrinters: { push: string } }
>;

/** Writes what the person decided. */
export async function updateJourney(id: string, change: JourneyChange): Promise<void> {
  await db().journey.update({ where: { id }, data: change });
}

/**
 * Ends a journey without a connection, once. Its row is claimed first, so that a consent given at this moment is seen.
 * @returns false when it had ended, or a consent was given, in the meantime
 */
export async function endJourney(id: string, reason: JourneyEnding): Promise<boolean> {
  return db().$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Journey" WHERE id = ${id} FOR UPDATE`;
    const { count } = await tx.journey.updateMany({
      where: { id, endedAt: null, consent: null },
      data: { endedAt: now(), endedReason: reason },
    });
    return count === 1;
  });
}

/** App, return URL and answer of a journey, whoever's it is: for the content policy only. */
export async function returnUrlOf(
  id: string,
): Promise<{ appId: string; returnUrl: string; answer: JourneyAnswer } | undefined> {
  const row = await readRow(id);
  return row?.appId && row.returnUrl ? { appId: row.appId, returnUrl: row.returnUrl, answer: row.answer } : undefined;
}

/** What a journey's app asked to have with its connection. */
export const askedWith = (id: string): Promise<Pick<Row, "apiKeyAppName" | "state"> | null> =>
  db().journey.findUnique({ where: { id }, select: { apiKeyAppName: true, state: true } });

/** Forgets journeys a week after they were last seen; what they minted stays. Run from time to time. */
export async function sweepJourneys(): Promise<void> {
  await db().journey.deleteMany({ where: { lastSeenAt: { lt: new Date(now().getTime() - days(7)) } } });
}
