import { lockAccount } from "@/lib/accounts/account-lock-store";
import { type ClientInfo } from "@/lib/accounts/account-store";
import { finishFirstStep, type FirstStep } from "@/lib/accounts/first-step-store";
import { endOtherSessions } from "@/lib/accounts/end-sessions-store";
import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { now } from "@/lib/clock";
import { db, type Transaction } from "@/lib/db/client";
import { failure, ok, type Result } from "@/lib/result";

type Key = { provider: string; subject: string };
type Visit = Key & { verifiedEmail: string | undefined; portalSessionId: string } & ClientInfo;

const holder = async (tx: Transaction, { provider, subject }: Key) =>
  (await tx.outsideAccount.findUnique({ where: { provider_subject: { provider, subject } }, include: { user: true } }))
    ?.user;

/** A new account for an address that no account has. Of two at the same moment one makes it. */
async function makeAccount(tx: Transaction, { provider, subject, address }: Visit, email: string): Promise<boolean> {
  const { count } = await tx.user.createMany({ data: { email, emailVerified: now() }, skipDuplicates: true });
  if (count === 0) return false;
  const { id: userId } = await tx.user.findUniqueOrThrow({ where: { email }, select: { id: true } });
  await tx.outsideAccount.create({ data: { provider, subject, userId, createdAt: now() } });
  await writeAuditLog({ userId, kind: "outside_joined", address, detail: provider }, tx);
  return true;
}

/**
 * The first step with an outside account: for the account it is joined to, made if its address is new here. An account
 * is never found by an equal address: whoever holds the address elsewhere need not be who holds it here.
 */
export async function redeemOutsideAccount(
  visit: Visit,
): Promise<Result<FirstStep, "outside_no_address" | "outside_not_joined">> {
  return db().$transaction(async (tx) => {
    const { portalSessionId, provider, verifiedEmail } = visit;
    let user = await holder(tx, visit);
    if (!user) {
      if (!verifiedEmail) return failure("outside_no_address");
      await makeAccount(tx, visit, verifiedEmail);
      // Also where another request of the same person has just made it.
      user = await holder(tx, visit);
      if (!user) return failure("outside_not_joined");
    }
    const { id, email, name, profileDoneAt } = user;
    const account = { id, email, name, profileDone: profileDoneAt !== null };
    const step = await finishFirstStep(tx, { portalSessionId, account, by: provider, client: visit });
    // Parted at this moment, or the account is gone: nothing signs in any more.
    return step && (await holder(tx, visit))?.id === id ? ok(step) : failure("outside_not_joined");
  });
}

/**
 * Joins an outside account to an account, one of each provider. Joining it again changes nothing.
 * @returns whether it was joined just now
 */
export async function keepOutsideAccount(
  userId: string,
  key: Key,
  address: string,
): Promise<Result<{ fresh: boolean }, "outside_taken" | "outside_one_each">> {
  return db().$transaction(async (tx) => {
    await lockAccount(tx, userId);
    const before = await holder(tx, key);
    if (before) return before.id === userId ? ok({ fresh: false }) : failure("outside_taken");
    if ((await tx.outsideAccount.count({ where: { userId, provider: key.provider } })) > 0)
      return failure("outside_one_each");
    const { count } = await tx.outsideAccount.createMany({
      data: { ...key, userId, createdAt: now() },
      skipDuplicates: true,
    });
    if (count === 0) return failure("outside_taken");
    await writeAuditLog({ userId, kind: "outside_joined", address, detail: key.provider }, tx);
    return ok({ fresh: true });
  });
}

/**
 * Parts a provider's account from an account. Mail codes always work, so a way in is left. Other browsers are signed
 * out: one of them may have come in by it.
 * @param sessionId the browser that stays
 * @returns false when there was none
 */
export async function forgetOutsideAccount(
  userId: string,
  provider: string,
  sessionId: string,
  address: string,
): Promise<boolean> {
  return db().$transaction(async (tx) => {
    await lockAccount(tx, userId);
    const { count } = await tx.outsideAccount.deleteMany({ where: { userId, provider } });
    if (count === 0) return false;
    await endOtherSessions(tx, userId, sessionId);
    await writeAuditLog({ userId, kind: "outside_parted", address, detail: provider }, tx);
    return true;
  });
}

/** The providers whose accounts sign in to an account, and since when. */
export async function listOutsideAccounts(userId: string): Promise<{ provider: string; createdAt: Date }[]> {
  return db().outsideAccount.findMany({
    where: { userId },
    orderBy: { createdAt: "asc" },
    select: { provider: true, createdAt: true },
  });
}
