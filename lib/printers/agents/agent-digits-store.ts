import { fromNow, now } from "@/lib/clock";
import { db, prismaCode, type Transaction } from "@/lib/db/client";
import type { AgentDigits as Row, Prisma } from "@/lib/db/generated/client";
import {
  ASKED_WITHIN_MS,
  CONFIRMED_FOR_MS,
  DIGITS_LIFETIME_MS,
  DIGITS_RENEWED_BEFORE_MS,
  digitsDigest,
  digitsOf,
} from "@/lib/printers/agents/agent-digits";
import type { SetupPlace } from "@/lib/printers/setup/setup-token-store";
import { randomToken } from "@/lib/random";

/** Digits that a page shows. @property heldFrom address from which they were entered, to be confirmed by the person */
export type ShownDigits = { digits: string; expiresAt: Date; heldFrom: string | undefined };

/** Another page's digits are as likely as not the same once in a million: then others are made. */
const TRIES = 5;

const living = (): Prisma.AgentDigitsWhereInput => ({
  expiresAt: { gt: now() },
  journey: { endedAt: null },
  OR: [{ askedAt: null }, { askedAt: { gt: fromNow(-ASKED_WITHIN_MS) } }],
});

const shown = (row: Row): ShownDigits => ({
  digits: digitsOf(row.seed),
  expiresAt: row.expiresAt,
  heldFrom: row.heldAt && !row.confirmedAt && row.heldFrom ? row.heldFrom : undefined,
});

async function makeDigits({ journeyId, userId }: SetupPlace, askedAt: Date | null): Promise<ShownDigits> {
  for (let tries = 1; ; tries++) {
    const seed = randomToken(22);
    const codeDigest = digitsDigest(digitsOf(seed));
    const fresh = {
      seed,
      codeDigest,
      journeyId,
      createdAt: now(),
      expiresAt: fromNow(DIGITS_LIFETIME_MS),
      askedAt,
      heldAt: null,
      heldFrom: null,
      confirmedAt: null,
    };
    try {
      await db().agentDigits.deleteMany({ where: { codeDigest, expiresAt: { lte: now() } } });
      const row = await db().agentDigits.upsert({ where: { userId }, create: { userId, ...fresh }, update: fresh });
      return shown(row);
    } catch (error) {
      // Somebody else's page shows just these, or another request of this account was first.
      if (prismaCode(error) !== "P2002" || tries === TRIES) throw error;
    }
  }
}

const isFresh = ({ expiresAt, seed, codeDigest }: Row) =>
  // The server's secret may have changed since.
  expiresAt > fromNow(DIGITS_RENEWED_BEFORE_MS) && digitsDigest(digitsOf(seed)) === codeDigest;

/**
 * The digits of a page that was opened: the same ones while they work, or new ones. Those of another page of this
 * account die with it, since an account has one set.
 */
export async function digitsToShow(place: SetupPlace): Promise<ShownDigits> {
  const row = await db().agentDigits.findUnique({ where: { userId: place.userId } });
  return row?.journeyId === place.journeyId && isFresh(row) ? shown(row) : makeDigits(place, null);
}

/**
 * The script of an open page asks: so its digits go on working.
 * @returns undefined when another page of this account has digits now
 */
export async function askDigits(place: SetupPlace): Promise<ShownDigits | undefined> {
  const { journeyId, userId } = place;
  const [row] = await db().agentDigits.updateManyAndReturn({ where: { userId, journeyId }, data: { askedAt: now() } });
  if (!row && (await db().agentDigits.count({ where: { userId } })) > 0) return undefined;
  return row && isFresh(row) ? shown(row) : makeDigits(place, now());
}

/** How many digits work now: each of them is one in a million for a guesser. */
export const countLivingDigits = (): Promise<number> => db().agentDigits.count({ where: living() });

/** Whether some page shows these digits now. Nothing is used up. */
export const areDigitsShown = async (digits: string): Promise<boolean> =>
  (await db().agentDigits.count({ where: { ...living(), codeDigest: digitsDigest(digits) } })) > 0;

/** Uses digits up, once. @returns whose page they are of; undefined for wrong, used and late ones alike */
export async function useDigits(digits: string, tx: Transaction): Promise<SetupPlace | undefined> {
  return takeRow(digits, {}, tx);
}

/** The same of digits that the person said they entered: from the address that this was said of. */
export async function useConfirmedDigits(
  digits: string,
  address: string,
  tx: Transaction,
): Promise<SetupPlace | undefined> {
  return takeRow(digits, { heldFrom: address, confirmedAt: { gt: fromNow(-CONFIRMED_FOR_MS) } }, tx);
}

async function takeRow(
  digits: string,
  more: Prisma.AgentDigitsWhereInput,
  tx: Transaction,
): Promise<SetupPlace | undefined> {
  const where = { ...living(), ...more, codeDigest: digitsDigest(digits) };
  const row = await tx.agentDigits.findFirst({ where });
  if (!row) return undefined;
  const { count } = await tx.agentDigits.deleteMany({ where: { ...where, userId: row.userId, seed: row.seed } });
  return count === 1 ? { journeyId: row.journeyId, userId: row.userId } : undefined;
}

/** Digits that were entered are held until the person says that it was they. @returns whether there are such digits */
export async function holdDigits(digits: string, address: string): Promise<boolean> {
  const { count } = await db().agentDigits.updateMany({
    where: { ...living(), codeDigest: digitsDigest(digits) },
    data: { heldAt: now(), heldFrom: address, confirmedAt: null },
  });
  return count > 0;
}

/** "Yes, that was me", of the address that the page asked about: they work once more from there. */
export async function confirmDigits({ journeyId, userId }: SetupPlace, heldFrom: string): Promise<void> {
  await db().agentDigits.updateMany({
    where: { ...living(), journeyId, userId, heldFrom, heldAt: { not: null } },
    data: { confirmedAt: now() },
  });
}

/** "No": somebody guessed them, so the page gets others. */
export async function dropDigits({ journeyId, userId }: SetupPlace): Promise<void> {
  await db().agentDigits.deleteMany({ where: { journeyId, userId } });
}

/** Forgets digits that are over. */
export async function sweepAgentDigits(): Promise<void> {
  await db().agentDigits.deleteMany({ where: { expiresAt: { lt: now() } } });
}
