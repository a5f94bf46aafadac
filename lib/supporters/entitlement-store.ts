import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { now } from "@/lib/clock";
import { endAccess } from "@/lib/db/access-changes";
import { db } from "@/lib/db/client";
import type { PerksTime } from "@/lib/supporters/perks-state";
import { factsOfSubscriptions } from "@/lib/supporters/subscription-store";

/** All times with perks that an account has or had. */
export async function perksTimes(userId: string): Promise<PerksTime[]> {
  const [rows, subscriptions] = await Promise.all([
    db().entitlement.findMany({ where: { userId } }),
    factsOfSubscriptions(userId),
  ]);
  return rows.map(({ source, startsAt, endsAt, renews, revokedAt, reference }) => ({
    source,
    startsAt,
    endsAt,
    renews,
    revokedAt,
    interval: null,
    paymentFailed: false,
    ...(reference ? subscriptions.get(reference) : undefined),
  }));
}

/** Grants perks from now on, by the word of the people who run the portal. @param reason why, in their words */
export async function grantPerks(input: { userId: string; endsAt: Date; reason: string | undefined }): Promise<void> {
  const { userId, endsAt, reason } = input;
  await db().$transaction(async (tx) => {
    await tx.entitlement.create({ data: { userId, source: "grant", startsAt: now(), endsAt, reason: reason ?? null } });
    await writeAuditLog({ userId, kind: "perks_granted", detail: "grant" }, tx);
  });
}

/**
 * Takes granted perks back, those in their grace period too. What is paid for is not ours to take.
 * @returns how many there were
 */
export async function revokeGrants(userId: string): Promise<number> {
  return endAccess(async (tx) => {
    const { count } = await tx.entitlement.updateMany({
      where: { userId, source: "grant", revokedAt: null },
      data: { revokedAt: now() },
    });
    if (count > 0) await writeAuditLog({ userId, kind: "perks_revoked" }, tx);
    return count;
  });
}

/** An entitlement as the people who run the portal read it. */
export type ListedEntitlement = {
  email: string;
  source: string;
  reason: string | null;
  startsAt: Date;
  endsAt: Date;
  renews: boolean;
  revokedAt: Date | null;
};

/**
 * Entitlements, the latest end first.
 * @param userId of one account; without it everybody's that were not over before `since`
 */
export async function listEntitlements(filter: { userId: string } | { since: Date }): Promise<ListedEntitlement[]> {
  const where = "userId" in filter ? { userId: filter.userId } : { revokedAt: null, endsAt: { gt: filter.since } };
  const rows = await db().entitlement.findMany({
    where,
    include: { user: { select: { email: true } } },
    orderBy: [{ endsAt: "desc" }, { id: "asc" }],
  });
  return rows.map(({ user, source, reason, startsAt, endsAt, renews, revokedAt }) => ({
    email: user.email,
    source,
    reason,
    startsAt,
    endsAt,
    renews,
    revokedAt,
  }));
}
