import type { SubscriptionRecord } from "@/lib/supporters/merge-fact";

/**
 * The perks that a subscription gives. `endsAt`: the end of what is paid for. `revokedAt`: it ended before that, at
 * once.
 */
export type SubscriptionPerks = { endsAt: Date; renews: boolean; revokedAt: Date | null; paymentFailed: boolean };

/** Whether a subscription can still take money: another one beside it would be paid twice. */
export const isLive = ({ status }: { status: string }) =>
  !["", "incomplete", "incomplete_expired", "canceled"].includes(status);

const later = (one: Date, other: Date | null) => (other && other > one ? other : one);

/** A payment that nothing newer contradicts. */
function standingPayment({ asOf, paidAt, paidUntil, paymentFailedAt }: SubscriptionRecord): Date | undefined {
  if (!paidAt || !paidUntil || paidAt < asOf) return undefined;
  return paymentFailedAt && paymentFailedAt > paidAt ? undefined : paidUntil;
}

/** The beginning of a period that could not be paid for, if there is one now. */
function unpaidSince({
  status,
  asOf,
  paymentFailedAt,
  unpaidFrom,
  currentPeriodStart,
}: SubscriptionRecord): Date | undefined {
  if (paymentFailedAt && unpaidFrom && paymentFailedAt > asOf) return unpaidFrom;
  return status === "past_due" || status === "unpaid" || status === "paused" ? currentPeriodStart : undefined;
}

/**
 * The perks that what is known of a subscription amounts to; undefined while nothing was paid. Pure.
 *
 * A provider moves a subscription into its next period before that is paid, so a period counts as paid while the
 * provider calls the subscription active and no failure is newer, or once its payment is known. Of an unpaid period the
 * beginning counts: there the grace period starts. An end that the provider itself declares ends perks at once.
 */
export function perksOf(record: SubscriptionRecord): SubscriptionPerks | undefined {
  const { status, asOf, paidUntil, currentPeriodEnd } = record;
  if (status === "incomplete_expired") return undefined;
  if (status === "canceled") {
    const endedAt = record.endedAt ?? asOf;
    return {
      endsAt: currentPeriodEnd,
      renews: false,
      revokedAt: endedAt < currentPeriodEnd ? endedAt : null,
      paymentFailed: false,
    };
  }
  // Not described yet, or as it was before its first payment: then only a payment says that there is something.
  if ((status === "" || status === "incomplete") && !paidUntil) return undefined;
  const renews = !record.cancelAtEnd;
  const isActive = status === "active" || status === "trialing";
  const standing = standingPayment(record);
  if (standing)
    return {
      endsAt: isActive ? later(standing, currentPeriodEnd) : standing,
      renews,
      revokedAt: null,
      paymentFailed: false,
    };
  const unpaid = unpaidSince(record);
  if (unpaid)
    return {
      endsAt: later(unpaid, paidUntil),
      renews: false,
      revokedAt: status === "unpaid" ? asOf : null,
      paymentFailed: status !== "paused",
    };
  return {
    endsAt: isActive ? currentPeriodEnd : later(currentPeriodEnd, paidUntil),
    renews,
    revokedAt: null,
    paymentFailed: false,
  };
}
