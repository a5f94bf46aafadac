import { lockAccount } from "@/lib/accounts/account-lock-store";
import { hours, now, seconds } from "@/lib/clock";
import { db, type Transaction } from "@/lib/db/client";
import { randomToken } from "@/lib/random";
import type { Interval } from "@/lib/supporters/price";

/** A checkout that a person was sent to. */
export type Checkout = {
  id: string;
  userId: string;
  journeyId: string | null;
  externalId: string | null;
  interval: Interval;
  /** Path on this origin to go back to. */
  back: string;
  returnedAt: Date | null;
  endedAt: Date | null;
};

/** What a checkout is begun for. */
export type CheckoutWish = Pick<Checkout, "userId" | "interval" | "back" | "journeyId">;

type Row = NonNullable<Awaited<ReturnType<Transaction["checkout"]["findUnique"]>>>;

const checkout = (row: Row): Checkout => ({ ...row, interval: row.interval === "year" ? "year" : "month" });

/**
 * Shorter than the day after which a provider ends a checkout, and forgets what it was asked for under the same key.
 */
const LIFETIME_MS = hours(23);

const isSame = (row: Row, { interval, back, journeyId }: CheckoutWish) =>
  row.interval === interval && row.back === back && row.journeyId === journeyId;

/**
 * The open checkout for a wish, made if there is none, and all others that are open for this account. The account's row
 * is locked, so that two tabs that ask at once find each other.
 * @returns undefined when the account is gone
 */
export async function claimCheckout(
  wish: CheckoutWish,
): Promise<{ current: Checkout; others: Checkout[] } | undefined> {
  return db().$transaction(async (tx) => {
    const there = await lockAccount(tx, wish.userId);
    if (!there) return undefined;
    const open = await tx.checkout.findMany({
      where: { userId: wish.userId, endedAt: null, createdAt: { gt: new Date(now().getTime() - LIFETIME_MS) } },
      orderBy: { createdAt: "desc" },
    });
    const current =
      open.find((row) => isSame(row, wish)) ??
      (await tx.checkout.create({ data: { id: randomToken(32), ...wish, createdAt: now() } }));
    return { current: checkout(current), others: open.filter((row) => row.id !== current.id).map(checkout) };
  });
}

/** Notes the provider's id of a checkout. @returns false when another checkout took its place in the meantime */
export async function recordOpened(id: string, externalId: string): Promise<boolean> {
  const { count } = await db().checkout.updateMany({ where: { id, endedAt: null }, data: { externalId } });
  return count === 1;
}

/** Notes that a checkout cannot be paid any more. @returns false when that was so already */
export async function endCheckout(id: string, tx: Transaction = db()): Promise<boolean> {
  const { count } = await tx.checkout.updateMany({ where: { id, endedAt: null }, data: { endedAt: now() } });
  return count === 1;
}

/** Whether a checkout can still be paid. */
export async function isCheckoutOpen(id: string): Promise<boolean> {
  return (await db().checkout.count({ where: { id, endedAt: null } })) > 0;
}

/** A checkout of this account. @param id from an address */
export async function findCheckout(id: string, userId: string): Promise<Checkout | undefined> {
  if (!/^[A-Za-z0-9]{32}$/.test(id)) return undefined;
  const row = await db().checkout.findFirst({ where: { id, userId } });
  return row ? checkout(row) : undefined;
}

/** Notes that the person came back from paying. The first time counts. */
export async function recordReturn(id: string): Promise<void> {
  await db().checkout.updateMany({ where: { id, returnedAt: null }, data: { returnedAt: now() } });
}

/** The person waits no longer. What was paid counts all the same, whenever it becomes known. */
export async function stopWaiting(journeyId: string): Promise<void> {
  await db().checkout.updateMany({
    where: { journeyId, returnedAt: { not: null } },
    data: { returnedAt: null, askedAt: null },
  });
}

/** The checkout that a person came back from in a journey, and whose payment is not known yet. */
export async function awaitedCheckout(journeyId: string, userId: string): Promise<Checkout | undefined> {
  const row = await db().checkout.findFirst({
    where: { journeyId, userId, returnedAt: { not: null } },
    orderBy: { returnedAt: "desc" },
  });
  if (!row) return undefined;
  // Perks that it led to may have ended since: then there is nothing to wait for.
  const known = await db().entitlement.count({
    where: { userId, reference: { not: null }, startsAt: { gte: row.createdAt } },
  });
  return known > 0 ? undefined : checkout(row);
}

const ASK_AFTER_MS = seconds(10);
const ASK_EVERY_MS = seconds(5);

/**
 * Claims a question to the provider about a checkout: ten seconds after coming back, then every five at most.
 * @returns false: not now
 */
export async function claimQuestion(id: string): Promise<boolean> {
  const time = now().getTime();
  const { count } = await db().checkout.updateMany({
    where: {
      id,
      returnedAt: { lte: new Date(time - ASK_AFTER_MS) },
      OR: [{ askedAt: null }, { askedAt: { lte: new Date(time - ASK_EVERY_MS) } }],
    },
    data: { askedAt: now() },
  });
  return count === 1;
}

/** Forgets checkouts that were begun before a time. */
export async function sweepCheckouts(before: Date): Promise<void> {
  await db().checkout.deleteMany({ where: { createdAt: { lt: before } } });
}
