import { RateLimiterPrisma, RateLimiterRes } from "rate-limiter-flexible";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { digest } from "@/lib/digest";
import { LIMITS, type LimitName } from "@/lib/http/limits";
import { log } from "@/lib/observability/log";

const limiter = (name: LimitName) => {
  const { per, points, windowMs } = LIMITS[name];
  const widened = per === "address" && env().mode === "evaluation" ? points * 10 : points;
  return new RateLimiterPrisma({ storeClient: db(), tableName: "rateLimit", keyPrefix: name, points: widened, duration: windowMs / 1000 });
};

/** Whether a limit allows one more, and if not, when. */
export type LimitAnswer = { ok: true } | { ok: false; retryAfterSeconds: number };

/**
 * Takes one point from a limit, or none when it is used up. Counted in the database, so that several servers share it.
 * @param subject whom the limit counts: an address, a mailbox, an id. Only its digest is stored.
 */
export async function takeFromLimit(name: LimitName, subject: string): Promise<LimitAnswer> {
  try {
    await limiter(name).consume(digest(subject).slice(0, 32));
    return { ok: true };
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    log.warn({ limit: name }, "a rate limit is used up");
    return { ok: false, retryAfterSeconds: Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)) };
  }
}

/** Gives all points back, for example after a right password. */
export async function resetLimit(name: LimitName, subject: string): Promise<void> {
  await limiter(name).delete(digest(subject).slice(0, 32));
}

/** Gives one point back, for an attempt that turned out to be right. */
export async function returnToLimit(name: LimitName, subject: string): Promise<void> {
  await limiter(name).reward(digest(subject).slice(0, 32));
}
