import { BurstyRateLimiter, RateLimiterRes } from "rate-limiter-flexible";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { OneStatementLimiter } from "@/lib/rate-limits/one-statement-limiter-store";
import { shared } from "@/lib/shared";

/** What is counted, under the name that its rows begin with. */
export type Counter = {
  name: string;
  points: number;
  windowMs: number;
  burst?: { points: number; windowMs: number };
  flood?: true;
};

/** What came of taking a point. `first`: the first refusal of the window, worth a record; the rest would flood it. */
export type Taken = { ok: boolean; used: number; waitMs: number; first: boolean };

type Limiter = { counter: OneStatementLimiter; take(key: string, points?: number): Promise<RateLimiterRes> };

function makeLimiter({ name, points, windowMs, burst, flood }: Counter): Limiter {
  const counting = (keyPrefix: string, limit: { points: number; windowMs: number }) =>
    // It would clear old rows by a timer of its own for each limiter; sweepLimits does it once.
    new OneStatementLimiter({
      storeClient: db(),
      tableName: "rateLimit",
      keyPrefix,
      points: limit.points,
      duration: limit.windowMs / 1000,
      clearExpiredByTimeout: false,
      ...(flood && { inMemoryBlockOnConsumed: limit.points }),
    });
  const counter = counting(name, { points, windowMs });
  const bursty = burst ? new BurstyRateLimiter(counter, counting(`${name}Burst`, burst)) : counter;
  return { counter, take: (key, taken = 1) => bursty.consume(key, taken) };
}

/** One limiter a counter and database, kept: `flood` is remembered in it. */
function limiterOf(counter: Counter): Limiter {
  const all = shared("rate-limiters", () => new WeakMap<object, Map<string, Limiter>>());
  const mine = all.get(db()) ?? new Map<string, Limiter>();
  all.set(db(), mine);
  const key = `${counter.name} ${counter.points}`;
  const found = mine.get(key) ?? makeLimiter(counter);
  mine.set(key, found);
  return found;
}

const keyOf = (subject: string) => digest(subject).slice(0, 32);

/** Key of the row that counts a subject. Only the subject's digest is stored. */
export const rowKey = (counter: Counter, subject: string): string => `${counter.name}:${keyOf(subject)}`;

/** Takes one point, or none when all are used up. Counted in the database, so that several servers share it. */
export async function takePoint(counter: Counter, subject: string): Promise<Taken> {
  const { counter: own, take } = limiterOf(counter);
  try {
    const { consumedPoints } = await take(keyOf(subject));
    return { ok: true, used: consumedPoints, waitMs: 0, first: false };
  } catch (rejection) {
    if (!(rejection instanceof RateLimiterRes)) throw rejection;
    const { consumedPoints: used, msBeforeNext: waitMs } = rejection;
    return { ok: false, used, waitMs, first: used === own.points + 1 };
  }
}

/** Adds points to what is counted, however many there are already. @returns how many are used in this window now */
export async function addPoints(counter: Counter, subject: string, points: number): Promise<number> {
  const { take } = limiterOf(counter);
  const { consumedPoints } = await take(keyOf(subject), points).catch((rejection: unknown) => {
    if (rejection instanceof RateLimiterRes) return rejection;
    throw rejection;
  });
  return consumedPoints;
}

/** How many points are used in this window. */
export async function usedPoints(counter: Counter, subject: string): Promise<number> {
  return (await limiterOf(counter).counter.get(keyOf(subject)))?.consumedPoints ?? 0;
}

/** Gives one point back. */
export async function returnPoint(counter: Counter, subject: string): Promise<void> {
  await limiterOf(counter).counter.reward(keyOf(subject));
}

/** Gives all points back. */
export async function clearPoints(counter: Counter, subject: string): Promise<void> {
  await limiterOf(counter).counter.delete(keyOf(subject));
}
