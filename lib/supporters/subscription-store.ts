import { writeAuditLog, type AuditLogKind } from "@/lib/audit-log/audit-log-store";
import { now } from "@/lib/clock";
import { endAccess } from "@/lib/db/access-changes";
import { db, type Transaction } from "@/lib/db/client";
import { env } from "@/lib/env";
import { payerOf } from "@/lib/supporters/checkout/payer-store";
import { mergeFact, UNKNOWN, type SubscriptionRecord } from "@/lib/supporters/merge-fact";
import type { PaymentFact } from "@/lib/supporters/payment-fact";
import { isLive, perksOf, type SubscriptionPerks } from "@/lib/supporters/perks-of";
import type { Interval } from "@/lib/supporters/price";
import { SANDBOX_PREFIX } from "@/lib/supporters/sandbox/sandbox-ids";

/**
 * What became of a fact. `older`: something newer was known already. `not_ours`: it is about something else that is
 * sold there.
 */
export type FactOutcome = "applied" | "older" | "unknown_account" | "not_ours";

/** A subscription that can still take money. */
export type LiveSubscription = {
  id: string;
  customerId: string;
  interval: Interval | null;
  cancelAtEnd: boolean;
  paymentFailed: boolean;
};

type Row = Awaited<ReturnType<Transaction["subscription"]["findUniqueOrThrow"]>>;

const recordOf = ({
  status,
  interval,
  currentPeriodStart,
  currentPeriodEnd,
  cancelAtEnd,
  endedAt,
  asOf,
  paidAt,
  paidUntil,
  paymentFailedAt,
  unpaidFrom,
}: Row): SubscriptionRecord => ({
  status,
  interval,
  currentPeriodStart,
  currentPeriodEnd,
  cancelAtEnd,
  endedAt,
  asOf,
  paidAt,
  paidUntil,
  paymentFailedAt,
  unpaidFrom,
});

/**
 * The account of a customer: as the fact says, else as we know the customer. The account has to exist, and stays until
 * the end of the transaction.
 */
async function accountOf(
  tx: Transaction,
  { customerId, userId }: { customerId: string; userId: string | undefined },
): Promise<string | undefined> {
  const kept = async (id: string) =>
    (await tx.$queryRaw<{ id: string }[]>`SELECT id FROM "User" WHERE id = ${id} FOR KEY SHARE`)[0]?.id;
  const payer = async () => (await tx.payer.findUnique({ where: { customerId }, select: { userId: true } }))?.userId;
  const named = userId ? await kept(userId) : undefined;
  const known = named ? undefined : await payer();
  return named ?? (known ? await kept(known) : undefined);
}

const kindOfChange = (
  before: { endsAt: Date; renews: boolean; revokedAt: Date | null } | null,
  after: SubscriptionPerks,
): AuditLogKind | undefined => {
  if (!before) return after.revokedAt ? undefined : "perks_granted";
  if (after.revokedAt) return before.revokedAt ? undefined : "subscription_ended";
  if (after.paymentFailed) return before.renews ? "payment_failed" : undefined;
  if (after.endsAt > before.endsAt) return "perks_renewed";
  if (before.renews !== after.renews) return after.renews ? "subscription_kept" : "subscription_cancelled";
  return undefined;
};

/** Brings the account's entitlement in line with what is known of a subscription. */
async function settleEntitlement(
  tx: Transaction,
  subscriptionId: string,
  userId: string,
  record: SubscriptionRecord,
): Promise<void> {
  const source = subscriptionId.startsWith(SANDBOX_PREFIX) ? "sandbox" : "stripe";
  const before = await tx.entitlement.findUnique({ where: { reference: subscriptionId } });
  const perks = perksOf(record);
  if (!perks) {
    await tx.entitlement.deleteMany({ where: { reference: subscriptionId } });
    return;
  }
  const { endsAt, renews, revokedAt } = perks;
  await tx.entitlement.upsert({
    where: { reference: subscriptionId },
    create: { userId, source, reference: subscriptionId, startsAt: now(), endsAt, renews, revokedAt },
    update: { userId, endsAt, renews, revokedAt },
  });
  const kind = kindOfChange(before, perks);
  if (kind) await writeAuditLog({ userId, kind, detail: source }, tx);
}

/** One fact of a customer at a time: joining a customer and a fact about its subscription must see each other. */
async function lockCustomer(tx: Transaction, customerId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`customer ${customerId}`}, 0))`;
}

/**
 * A customer turned out to be this account: what was known of its subscriptions gives perks from now on. Only by a
 * checkout that we opened for this account: anybody can write an account into the address of a payment link of the
 * provider's.
 */
async function join(
  tx: Transaction,
  { checkoutId, customerId, userId }: Extract<PaymentFact, { kind: "joined" }>,
): Promise<FactOutcome> {
  if ((await tx.checkout.count({ where: { externalId: checkoutId, userId } })) === 0) return "not_ours";
  const account = await accountOf(tx, { customerId, userId });
  if (!account) return "unknown_account";
  await tx.payer.createMany({ data: { userId: account, customerId, createdAt: now() }, skipDuplicates: true });
  for (const row of await tx.subscription.findMany({ where: { customerId, userId: null } })) {
    await tx.subscription.update({ where: { id: row.id }, data: { userId: account } });
    await settleEntitlement(tx, row.id, account, recordOf(row));
  }
  return "applied";
}

/**
 * Applies a fact about money, in a transaction of the caller's. In any order and any number of times the outcome is the
 * same. A subscription of an account we do not know is kept as well: the account may become known later.
 */
export async function applyFact(tx: Transaction, fact: PaymentFact): Promise<FactOutcome> {
  const { customerId } = fact;
  await lockCustomer(tx, customerId);
  if (fact.kind === "joined") return join(tx, fact);
  const id = fact.subscriptionId;
  const row = await tx.subscription.findUnique({ where: { id } });
  if (!row && !fact.forPerks) return "not_ours";
  const account = await accountOf(tx, { customerId, userId: row?.userId ?? fact.userId });
  const record = row ? recordOf(row) : UNKNOWN;
  const merged = mergeFact(record, fact);
  const isNew = merged !== record || (row?.userId ?? null) !== (account ?? null);
  if (!isNew) return account ? "older" : "unknown_account";
  const data = { customerId, userId: account ?? null, ...merged };
  await tx.subscription.upsert({ where: { id }, create: { id, ...data }, update: data });
  if (!account) return "unknown_account";
  await tx.payer.createMany({ data: { userId: account, customerId, createdAt: now() }, skipDuplicates: true });
  await settleEntitlement(tx, id, account, merged);
  return "applied";
}

/** Applies what was asked for, one transaction each. */
export async function applyFacts(facts: PaymentFact[]): Promise<void> {
  for (const fact of facts) await endAccess((tx) => applyFact(tx, fact));
}

/**
 * The account's subscription that can still take money, the one with the longest period; undefined when there is none.
 */
export async function liveSubscription(userId: string): Promise<LiveSubscription | undefined> {
  // What the sandbox began is nothing that a real provider could end.
  const ofProvider = env().payments.stripe ? { NOT: { id: { startsWith: SANDBOX_PREFIX } } } : {};
  const rows = await db().subscription.findMany({
    where: { userId, ...ofProvider },
    orderBy: { currentPeriodEnd: "desc" },
  });
  const row = rows.find(isLive);
  if (!row) return undefined;
  return {
    id: row.id,
    customerId: row.customerId,
    interval: row.interval,
    cancelAtEnd: row.cancelAtEnd,
    paymentFailed: perksOf(recordOf(row))?.paymentFailed ?? false,
  };
}

/** All customers at the payment provider that belong to an account. */
export async function customersOf(userId: string): Promise<string[]> {
  const [payer, subscriptions] = await Promise.all([
    payerOf(userId),
    db().subscription.findMany({ where: { userId }, select: { customerId: true } }),
  ]);
  return [...new Set([...(payer ? [payer] : []), ...subscriptions.map(({ customerId }) => customerId)])];
}

/** What the entitlements of an account's subscriptions do not hold, by the subscription's id. */
export async function factsOfSubscriptions(
  userId: string,
): Promise<Map<string, { interval: Interval | null; paymentFailed: boolean }>> {
  const rows = await db().subscription.findMany({ where: { userId } });
  return new Map(
    rows.map((row) => [
      row.id,
      { interval: row.interval, paymentFailed: perksOf(recordOf(row))?.paymentFailed ?? false },
    ]),
  );
}
