import { isOpenToAll, mayRegister } from "@/lib/accounts/registration/may-register";
import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { now } from "@/lib/clock";
import { db, type Transaction } from "@/lib/db/client";
import { env } from "@/lib/env";
import { mailInvitation } from "@/lib/mail/mail-invitation";

/** Supporter Perks that somebody gets with their account. */
export type AwaitedPerks = { endsAt: Date; reason: string | undefined };

/** An address that may make an account, and what awaits it. */
export type Invitation = { email: string; createdAt: Date; perks: AwaitedPerks | undefined };

/** Whether an address has an account here, or may make one. @param email as accounts have it */
export async function mayHaveAccount(email: string, tx: Transaction = db()): Promise<boolean> {
  const { registration } = env();
  if (isOpenToAll(registration)) return true;
  const accounts = await tx.user.count({ where: { email } });
  const invitations = await tx.invitation.count({ where: { email } });
  return accounts > 0 || mayRegister(registration, email, invitations > 0);
}

/** A new account takes what awaited its address. */
export async function takeInvitation(tx: Transaction, userId: string, email: string): Promise<void> {
  const [invitation] = await tx.$queryRaw<{ perksEndsAt: Date | null; perksReason: string | null }[]>`
    DELETE FROM "Invitation" WHERE "email" = ${email} RETURNING "perksEndsAt", "perksReason"`;
  if (!invitation?.perksEndsAt || invitation.perksEndsAt <= now()) return;
  const { perksEndsAt: endsAt, perksReason: reason } = invitation;
  await tx.entitlement.create({ data: { userId, source: "grant", startsAt: now(), endsAt, reason } });
  await writeAuditLog({ userId, kind: "perks_granted", detail: "grant" }, tx);
}

/**
 * Invites an address, which hears of it by mail the first time.
 * @returns false when it was invited before: it keeps what awaits it, unless there is something new
 */
export async function invite(email: string, perks?: AwaitedPerks): Promise<boolean> {
  const awaited = perks ? { perksEndsAt: perks.endsAt, perksReason: perks.reason ?? null } : {};
  return db().$transaction(async (tx) => {
    const { count } = await tx.invitation.createMany({
      data: { email, createdAt: now(), ...awaited },
      skipDuplicates: true,
    });
    if (count === 0) await tx.invitation.update({ where: { email }, data: awaited });
    else await mailInvitation(tx, email);
    return count > 0;
  });
}

/** @returns false when there was no invitation */
export const withdrawInvitation = async (email: string): Promise<boolean> =>
  (await db().invitation.deleteMany({ where: { email } })).count > 0;

/** The perks that await an address are taken back; it stays invited. @returns false when there were none */
export async function withdrawPerks(email: string): Promise<boolean> {
  const data = { perksEndsAt: null, perksReason: null };
  return (await db().invitation.updateMany({ where: { email, perksEndsAt: { not: null } }, data })).count > 0;
}

/** Who is invited and has made no account yet, the last first. */
export async function listInvitations(): Promise<Invitation[]> {
  const rows = await db().invitation.findMany({ orderBy: { createdAt: "desc" } });
  return rows.map(({ email, createdAt, perksEndsAt: endsAt, perksReason }) => ({
    email,
    createdAt,
    perks: endsAt ? { endsAt, reason: perksReason ?? undefined } : undefined,
  }));
}
