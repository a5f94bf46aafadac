import { lockAccount } from "@/lib/accounts/account-lock-store";
import { fromNow, minutes, now } from "@/lib/clock";
import { db } from "@/lib/db/client";

/** Takes the place of the provider's id while an account is being deleted, so that none comes to be in the meantime. */
const CLOSED_PREFIX = "closed_";
/** Deleting takes less. Where it failed after this, the account can pay again. */
const CLOSED_MS = minutes(15);

const known = (customerId: string | undefined) => (customerId?.startsWith(CLOSED_PREFIX) ? undefined : customerId);

/** Who an account is at the payment provider. */
export async function payerOf(userId: string): Promise<string | undefined> {
  return known((await db().payer.findUnique({ where: { userId } }))?.customerId);
}

/**
 * Notes who an account is at the payment provider; the first time counts.
 * @returns who it is; undefined when the account is gone, or about to be: then nothing is noted
 */
export async function recordPayer(userId: string, customerId: string): Promise<string | undefined> {
  return db().$transaction(async (tx) => {
    const there = await lockAccount(tx, userId);
    if (!there) return undefined;
    await tx.payer.deleteMany({
      where: { userId, customerId: { startsWith: CLOSED_PREFIX }, createdAt: { lte: fromNow(-CLOSED_MS) } },
    });
    await tx.payer.createMany({ data: { userId, customerId, createdAt: now() }, skipDuplicates: true });
    return known((await tx.payer.findUnique({ where: { userId } }))?.customerId);
  });
}

/**
 * Closes an account for payments, for as long as deleting it takes.
 * @param forgotten who it was at the provider, which knows these no more
 * @returns false when it became another one meanwhile
 */
export async function closePayer(userId: string, forgotten: string[]): Promise<boolean> {
  return db().$transaction(async (tx) => {
    const there = await lockAccount(tx, userId);
    if (!there) return true;
    await tx.payer.deleteMany({
      where: { userId, OR: [{ customerId: { in: forgotten } }, { customerId: { startsWith: CLOSED_PREFIX } }] },
    });
    const { count } = await tx.payer.createMany({
      data: { userId, customerId: `${CLOSED_PREFIX}${userId}`, createdAt: now() },
      skipDuplicates: true,
    });
    return count === 1;
  });
}
