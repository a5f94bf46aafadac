import { now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { endCheckout } from "@/lib/supporters/checkout/checkout-store";
import type { Description, PaymentFact } from "@/lib/supporters/payment-fact";
import type { Interval } from "@/lib/supporters/price";
import { nextPeriodEnd } from "@/lib/supporters/sandbox/next-period-end";
import { sandboxId, SANDBOX_PREFIX } from "@/lib/supporters/sandbox/sandbox-ids";
import { applyFact } from "@/lib/supporters/subscription-store";

type Row = NonNullable<Awaited<ReturnType<ReturnType<typeof db>["subscription"]["findUnique"]>>>;

const describe = (
  row: Pick<Row, "id" | "customerId" | "userId"> & Description,
  change: Partial<Description>,
): PaymentFact => {
  const { id, customerId, userId, status, interval, currentPeriodStart, currentPeriodEnd, cancelAtEnd, endedAt } = row;
  return {
    kind: "described",
    at: now(),
    subscriptionId: id,
    customerId,
    userId: userId ?? undefined,
    forPerks: true,
    status,
    interval,
    currentPeriodStart,
    currentPeriodEnd,
    cancelAtEnd,
    endedAt,
    ...change,
  };
};

const every = (interval: string | null): Interval => (interval === "year" ? "year" : "month");

/**
 * What the sandbox says once something about a subscription of its own has changed; undefined when it has none of that
 * id.
 */
export async function changeSandbox(
  subscriptionId: string,
  change: Partial<Description>,
): Promise<PaymentFact | undefined> {
  const row = await db().subscription.findUnique({ where: { id: subscriptionId } });
  return row ? describe({ ...row, interval: every(row.interval) }, change) : undefined;
}

/**
 * Subscriptions of the sandbox that are running.
 * @param filter of one customer or account, or those whose period is over
 */
export async function runningSandbox(
  filter: { customerId: string } | { userId: string } | { dueAt: Date },
): Promise<{ id: string; interval: Interval; currentPeriodEnd: Date; cancelAtEnd: boolean }[]> {
  const { dueAt, ...own } = { dueAt: undefined, ...filter };
  const rows = await db().subscription.findMany({
    where: {
      id: { startsWith: SANDBOX_PREFIX },
      status: "active",
      ...own,
      ...(dueAt && { currentPeriodEnd: { lte: dueAt } }),
    },
  });
  return rows.map(({ id, interval, currentPeriodEnd, cancelAtEnd }) => ({
    id,
    interval: every(interval),
    currentPeriodEnd,
    cancelAtEnd,
  }));
}

/** "Pay" in the sandbox: a subscription begins, once for each checkout. @returns false when the checkout is over */
export async function paySandbox({
  id,
  userId,
  interval,
}: {
  id: string;
  userId: string;
  interval: Interval;
}): Promise<boolean> {
  return db().$transaction(async (tx) => {
    if (!(await endCheckout(id, tx))) return false;
    const start = now();
    const period = {
      status: "active",
      interval,
      currentPeriodStart: start,
      currentPeriodEnd: nextPeriodEnd(start, interval),
      cancelAtEnd: false,
      endedAt: null,
    };
    await applyFact(tx, describe({ id: sandboxId(id), customerId: sandboxId(userId), userId, ...period }, {}));
    return true;
  });
}
