import { BurstyRateLimiter, RateLimiterPrisma, RateLimiterRes } from "rate-limiter-flexible";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { env } from "@/lib/env";
import { log } from "@/lib/observability/log";
import { LIMITS, type LimitName } from "@/lib/rate-limits/limits";
import { shared } from "@/lib/shared";

type Limiter = { counter: RateLimiterPrisma; take(key: string): Promise<unknown> };

function makeLimiter(name: LimitName, widening: number): Limiter {
  const limit = LIMITS[name];
  const counting = (keyPrefix: string, { points, windowMs }: { points: number; windowMs: number }) =>
    // It would clear old rows by a timer of its own for each limiter; sweepLimits does it once.
    new RateLimiterPrisma({
      storeClient: db(),
      tableName: "rateLimit",
      keyPrefix,
      points: points * widening,
      duration: windowMs / 1000,
      clearExpiredByTimeout: false,
      ...("flood" in limit && { inMemoryBlockOnConsumed: points * widening }),
    });
  const counter = counting(name, limit);
  const bursty = "burst" in limit ? new BurstyRateLimiter(counter, counting(`${name}Burst`, limit.burst)) : counter;
  return { counter, take: (key) => bursty.consume(key) };
}

/** One limiter a limit and database, kept: `flood` is remembered in it. */
function limiter(name: LimitName): Limiter {
  const widening = LIMITS[name].per === "address" && env().mode === "evaluation" ? 10 : 1;
  const all = shared("rate-limiters", () => new WeakMap<object, Map<string, Limiter>>());
  const mine = all.get(db()) ?? new Map<string, Limiter>();
  all.set(db(), mine);
  const key = `${name} ${widening}`;
  const found = mine.get(key) ?? makeLimiter(name, widening);
  mine.set(key, found);
  return found;
}

const keyOf = (subject: string) => digest(subject).slice(0, 32);

/**
 * Whether a limit allows one more, and if not, when. `firstRejection`: it is the first of the window, worth a
 * record; the rest would flood it.
 */
export type LimitAnswer = { ok: true } | { ok: false; retryAfterSeconds: number; firstRejection?: boolean };

/**
 * Takes one point from a limit, or none when it is used up. Counted in the database, so that several servers share it.
 * @param subject whom the limit counts: an address, a mailbox, an id. Only its digest is stored.
 */
export async function consume(name: LimitName, subject: string): Promise<LimitAnswer> {
  const { counter, take } = limiter(name);
  try {
    await take(keyOf(subject));
    return { ok: true };
  } catch (rejection) {
    if (!(rejection instanceof RateLimiterRes)) throw rejection;
    const firstRejection = rejection.consumedPoints === counter.points + 1;
    if (firstRejection) log.warn({ limit: name }, "a rate limit is used up");
    return { ok: false, retryAfterSeconds: Math.max(1, Math.ceil(rejection.msBeforeNext / 1000)), firstRejection };
  }
}

/**
 * Takes one point from each of several limits, in order, and stops at the first that is used up: who has no points left
 * at a narrow limit takes none from the wide ones that others share, so put those last.
 */
export async function consumeAll(takes: [LimitName, string][]): Promise<LimitAnswer> {
  for (const [name, subject] of takes) {
    const answer = await consume(name, subject);
    if (!answer.ok) return answer;
  }
  return { ok: true };
}

/** Gives all points back, for example after a right password. */
export async function resetLimit(name: LimitName, subject: string): Promise<void> {
  await limiter(name).counter.delete(keyOf(subject));
}

/** Gives one point back, for an attempt that turned out to be right. */
export async function giveBack(name: LimitName, subject: string): Promise<void> {
  await limiter(name).counter.reward(keyOf(subject));
}

/** Deletes the rows of windows that have passed. The library's clock, not ours, says which. Run from time to time. */
export async function sweepLimits(): Promise<void> {
  await db().rateLimit.deleteMany({ where: { expire: { lt: new Date() } } });
}
