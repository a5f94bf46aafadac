import { days, fromNow, now } from "@/lib/clock";
import { writeAudit } from "@/lib/audit/audit-store";
import { db, type Transaction } from "@/lib/db/client";

const running = (userId: string) => ({ userId, revokedAt: null, startsAt: { lte: now() }, endsAt: { gt: now() } });

/** When the account's Supporter Perks end; undefined when it has none now. */
export async function perksEnd(userId: string, tx: Transaction = db()): Promise<Date | undefined> {
  const latest = await tx.entitlement.findFirst({ where: running(userId), orderBy: { endsAt: "desc" }, select: { endsAt: true } });
  return latest?.endsAt;
}

/** Whether the account has Supporter Perks now. */
export async function isSupporter(userId: string, tx: Transaction = db()): Promise<boolean> {
  return (await perksEnd(userId, tx)) !== undefined;
}

/** Adds perks that begin now and last some days. @returns when they end */
export async function addPerks(input: { userId: string; days: number; source: "sandbox" | "grant" }): Promise<Date> {
  const { userId, source } = input;
  return db().$transaction(async (tx) => {
    const endsAt = fromNow(days(input.days));
    await tx.entitlement.create({ data: { userId, source, startsAt: now(), endsAt } });
    await writeAudit({ userId, kind: "perks_granted", detail: source }, tx);
    return endsAt;
  });
}

/** Takes all running perks of an account back. @returns how many there were */
export async function revokePerks(userId: string): Promise<number> {
  return db().$transaction(async (tx) => {
    const { count } = await tx.entitlement.updateMany({ where: running(userId), data: { revokedAt: now() } });
    if (count > 0) await writeAudit({ userId, kind: "perks_revoked" }, tx);
    return count;
  });
}
