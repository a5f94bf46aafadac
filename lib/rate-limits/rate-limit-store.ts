import { db } from "@/lib/db/client";
import { count } from "@/lib/observability/counts";
import { log } from "@/lib/observability/log";
import { noteSecurityEvent } from "@/lib/observability/security-event";
import { addressCounters, withoutProof } from "@/lib/rate-limits/address-counters";
import { ADDRESS_LIMITS, type AddressLimit, type AddressLimitName } from "@/lib/rate-limits/address-limits";
import { clearPoints, returnPoint, takePoint, type Counter, type Taken } from "@/lib/rate-limits/limiter-store";
import { LIMITS, type LimitName } from "@/lib/rate-limits/limits";

/** Who asks: a normalised client address, and whether this request came with a proof of a browser. */
export type Sender = { address: string; proven?: boolean | undefined };

/** A limit and whom it counts: an address or a sender; else a mailbox, an id. */
export type Take = [LimitName, string] | [AddressLimitName, string | Sender];

/**
 * Whether a limit allows one more, and if not, when. `firstRejection`: it is the first of the window, worth a
 * record; the rest would flood it.
 */
export type LimitAnswer = { ok: true } | { ok: false; retryAfterSeconds: number; firstRejection?: boolean };

const isAddressLimit = (take: Take): take is [AddressLimitName, string | Sender] => take[0] in ADDRESS_LIMITS;

const senderOf = (subject: string | Sender): Sender => (typeof subject === "string" ? { address: subject } : subject);

const counterOf = (name: LimitName): Counter => ({ name, ...LIMITS[name] });

function answerOf(limit: string, { ok, waitMs, first }: Taken): LimitAnswer {
  if (ok) return { ok };
  count("limits", limit);
  if (first) log.warn({ limit }, "a rate limit is used up");
  return { ok, retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)), firstRejection: first };
}

/** Takes a point of an address, of its network and of all together, as long as each allows it or `proven` counts. */
async function takeFrom(name: AddressLimitName, { address, proven }: Sender): Promise<Taken> {
  const { address: own, network, all } = addressCounters(name, address);
  const mine = await takePoint(own.counter, own.subject);
  if (!mine.ok && !proven) return mine;
  const near = network.subject === own.subject ? mine : await takePoint(network.counter, network.subject);
  if (!near.ok && !proven) return near;
  const everyone = await takePoint(all.counter, all.subject);
  if (everyone.first)
    log.error(
      { limit: name },
      "all addresses together have used up a limit: each network has what one address has now",
    );
  // The brake: whoever has used little goes on, however many others there are.
  const brakes = !everyone.ok && near.used > own.counter.points && !proven;
  return brakes ? { ...everyone, first: false } : { ...near, ok: true };
}

async function consumeFrom(name: AddressLimitName, sender: Sender): Promise<LimitAnswer> {
  const limit: AddressLimit = ADDRESS_LIMITS[name];
  const proven = limit.provable && sender.proven;
  const taken = await takeFrom(name, { address: sender.address, proven });
  if (!taken.ok) noteSecurityEvent("limit_hit", sender.address);
  if (taken.ok || !limit.provable) return answerOf(name, taken);
  const { counter, subject } = withoutProof(name, sender.address);
  const waited = await takePoint(counter, subject);
  return answerOf(name, { ...waited, first: taken.first });
}

/**
 * Takes one point from a limit, or none when it is used up. Limits of addresses also count the network and all
 * together. Counted in the database, so that several servers share it.
 */
export const consume = async (...take: Take): Promise<LimitAnswer> =>
  isAddressLimit(take)
    ? consumeFrom(take[0], senderOf(take[1]))
    : answerOf(take[0], await takePoint(counterOf(take[0]), take[1]));

/**
 * Takes one point from each of several limits, in order, and stops at the first that is used up: who has no points left
 * at a narrow limit takes none from the wide ones that others share, so put those last.
 */
export async function consumeAll(takes: Take[]): Promise<LimitAnswer> {
  for (const take of takes) {
    const answer = await consume(...take);
    if (!answer.ok) return answer;
  }
  return { ok: true };
}

/** Gives all points back, for example after a right password. */
export async function resetLimit(name: LimitName, subject: string): Promise<void> {
  await clearPoints(counterOf(name), subject);
}

/** Gives one point back, for an attempt that turned out to be right. */
export async function giveBack(...take: Take): Promise<void> {
  if (!isAddressLimit(take)) return returnPoint(counterOf(take[0]), take[1]);
  const counters = Object.values(addressCounters(take[0], senderOf(take[1]).address));
  await Promise.all(counters.map(({ counter, subject }) => returnPoint(counter, subject)));
}

/** Deletes the rows of windows that have passed. The library's clock, not ours, says which. Run from time to time. */
export async function sweepLimits(): Promise<void> {
  await db().rateLimit.deleteMany({ where: { expire: { lt: new Date() } } });
}
