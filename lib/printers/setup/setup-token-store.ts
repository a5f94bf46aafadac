import { fromNow, hours, minutes, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { SETUP_TOKEN_LIFETIME_MS, setupTokenOf } from "@/lib/printers/setup/setup-token";
import { randomToken } from "@/lib/random";
import { failure, ok, type Result } from "@/lib/result";

/** A line that is nearly over is followed by another one: none dies while it is copied. Both work for that time. */
const RENEWED_BEFORE_MS = minutes(10);

/** Whose page is open, and asks. */
export type SetupPlace = { journeyId: string; userId: string };

const living = () => ({
  voidedAt: null,
  expiresAt: { gt: now() },
  journey: { endedAt: null },
});

/** A token of an open page, with where it was shown. */
async function findLiving(token: string) {
  const row = await db().setupToken.findFirst({
    where: { ...living(), tokenDigest: digest(token) },
    include: { user: true, journey: { select: { browserDigest: true } } },
  });
  return row && (await isSignedIn(row.userId, row.journey.browserDigest)) ? row : undefined;
}

/** Whether the browser of a page is still signed in; sign-ins of earlier versions do not say in which browser. */
async function isSignedIn(userId: string, browserDigest: string): Promise<boolean> {
  const where = { userId, OR: [{ browserDigest }, { browserDigest: null }] };
  return (
    (await db().session.count({ where: { ...where, AND: { OR: [{ endsAt: null }, { endsAt: { gt: now() } }] } } })) > 0
  );
}

/** @returns the token of an open page: the same one at each look, while it works and no printer has presented it */
export async function setupTokenToShow({ journeyId, userId }: SetupPlace): Promise<string> {
  const row = await db().setupToken.findFirst({
    where: {
      ...living(),
      journeyId,
      userId,
      printerId: null,
      expiresAt: { gt: fromNow(RENEWED_BEFORE_MS) },
    },
    orderBy: { createdAt: "desc" },
  });
  // The server's secret may have changed since.
  if (row && digest(setupTokenOf(row.id)) === row.tokenDigest) return setupTokenOf(row.id);
  const id = randomToken(22);
  const token = setupTokenOf(id);
  await db().setupToken.create({
    data: {
      id,
      tokenDigest: digest(token),
      journeyId,
      userId,
      createdAt: now(),
      expiresAt: fromNow(SETUP_TOKEN_LIFETIME_MS),
    },
  });
  return token;
}

/** Whether a line of this page was run on a second computer, and nothing was shown anew since. */
export async function wasSetupVoided({ journeyId, userId }: SetupPlace): Promise<boolean> {
  const last = await db().setupToken.findFirst({
    where: { journeyId, userId, printerId: { not: null } },
    orderBy: { createdAt: "desc" },
  });
  return !!last?.voidedAt && last.refusedAt === null && last.expiresAt > now();
}

/** The printer that presented a line of this page, and has no owner yet. */
export async function printerOfSetup({
  journeyId,
  userId,
}: SetupPlace): Promise<{ printerId: string; hostName: string | null } | undefined> {
  const row = await db().setupToken.findFirst({
    where: { ...living(), journeyId, userId, printer: { ownerId: null } },
    orderBy: { createdAt: "desc" },
  });
  return row?.printerId ? { printerId: row.printerId, hostName: row.hostName } : undefined;
}

/** What a token is good for: who is asked to confirm the printer. Uses nothing up. */
export async function readSetupToken(token: string): Promise<{ email: string; expiresAt: Date } | undefined> {
  const row = await findLiving(token);
  return row ? { email: row.user.email, expiresAt: row.expiresAt } : undefined;
}

/** The person says that it is not their printer: that line is over. */
export async function refuseSetup({ journeyId, userId }: SetupPlace): Promise<void> {
  const at = now();
  await db().setupToken.updateMany({
    where: { journeyId, userId, printerId: { not: null }, voidedAt: null },
    data: { voidedAt: at, refusedAt: at },
  });
}

/**
 * A printer that has proven itself presents a token: the first one is what the page asks about. A second one voids it,
 * since then nobody knows which of the two the person meant.
 * @param printerId of its row
 */
export async function presentSetupToken(input: {
  token: string;
  printerId: string;
  hostName: string | null;
}): Promise<Result<object, "setup_token_dead" | "setup_token_doubled">> {
  const { printerId, hostName } = input;
  const found = await findLiving(input.token);
  if (!found) return failure("setup_token_dead");
  const { count } = await db().setupToken.updateMany({
    where: { ...living(), id: found.id, printerId: null },
    data: { printerId, hostName },
  });
  if (count === 1) return ok({});
  const row = await db().setupToken.findFirst({ where: { ...living(), id: found.id } });
  if (!row) return failure("setup_token_dead");
  if (row.printerId === printerId) return ok({});
  await db().setupToken.updateMany({ where: { id: row.id, voidedAt: null }, data: { voidedAt: now() } });
  return failure("setup_token_doubled");
}

/** Forgets tokens that are over for a day. */
export async function sweepSetupTokens(): Promise<void> {
  await db().setupToken.deleteMany({ where: { expiresAt: { lt: fromNow(-hours(24)) } } });
}
