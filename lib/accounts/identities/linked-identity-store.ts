import { lockAccount } from "@/lib/accounts/account-lock-store";
import { type ClientInfo } from "@/lib/accounts/account-store";
import { endOtherSessions } from "@/lib/accounts/end-sessions-store";
import { finishFirstFactor, type FirstFactorResult } from "@/lib/accounts/first-factor-store";
import { isProviderId, type IdentityProviderId } from "@/lib/accounts/identities/identity-providers";
import { mayHaveAccount, takeInvitation } from "@/lib/accounts/registration/invitation-store";
import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { now } from "@/lib/clock";
import { db, type Transaction } from "@/lib/db/client";
import { mailIdentityLinked } from "@/lib/mail/mail-identity-linked";
import { failure, ok, type Result } from "@/lib/result";

type Key = { provider: IdentityProviderId; subject: string };
type Visit = Key & { verifiedEmail: string | undefined; journeyId: string } & ClientInfo;

const holder = async (tx: Transaction, { provider, subject }: Key) =>
  (await tx.linkedIdentity.findUnique({ where: { provider_subject: { provider, subject } }, include: { user: true } }))
    ?.user;

/** A new account for an address that no account has. Of two at the same moment one makes it. */
async function makeAccount(tx: Transaction, { provider, subject, address }: Visit, email: string): Promise<boolean> {
  const { count } = await tx.user.createMany({ data: { email, emailVerified: now() }, skipDuplicates: true });
  if (count === 0) return false;
  const { id: userId } = await tx.user.findUniqueOrThrow({ where: { email }, select: { id: true } });
  await tx.linkedIdentity.create({ data: { provider, subject, userId, createdAt: now() } });
  await writeAuditLog({ userId, kind: "identity_linked", address, detail: provider }, tx);
  await takeInvitation(tx, userId, email);
  return true;
}

/**
 * The first factor at an identity provider: for the account that the identity is linked to, made if its address is new
 * here. An account is never found by an equal address: whoever holds the address there need not be who holds it here.
 */
export async function redeemIdentity(
  visit: Visit,
): Promise<Result<FirstFactorResult, "provider_no_address" | "identity_not_linked" | "registration_closed">> {
  return db().$transaction(async (tx) => {
    const { journeyId, provider, verifiedEmail } = visit;
    let user = await holder(tx, visit);
    if (!user) {
      if (!verifiedEmail) return failure("provider_no_address");
      if (!(await mayHaveAccount(verifiedEmail, tx))) return failure("registration_closed");
      await makeAccount(tx, visit, verifiedEmail);
      // Also where another request of the same person has just made it.
      user = await holder(tx, visit);
      if (!user) return failure("identity_not_linked");
    }
    const { id, email, name, locale, localeChosen } = user;
    const account = { id, email, name, locale, localeChosen };
    const first = await finishFirstFactor(tx, { journeyId, account, by: provider, client: visit });
    // Unlinked at this moment, or the account is gone: nothing signs in any more.
    return first && (await holder(tx, visit))?.id === id ? ok(first) : failure("identity_not_linked");
  });
}

/**
 * Links an identity to an account, one of each provider; its owner hears of it by mail. Linking it again changes
 * nothing.
 * @param identity.name what people call the provider
 * @returns whether it was linked just now
 */
export async function saveLinkedIdentity(
  userId: string,
  { name, ...key }: Key & { name: string },
  address: string,
): Promise<Result<{ fresh: boolean }, "identity_taken" | "identity_one_each">> {
  return db().$transaction(async (tx) => {
    await lockAccount(tx, userId);
    const before = await holder(tx, key);
    if (before) return before.id === userId ? ok({ fresh: false }) : failure("identity_taken");
    if ((await tx.linkedIdentity.count({ where: { userId, provider: key.provider } })) > 0)
      return failure("identity_one_each");
    const { count } = await tx.linkedIdentity.createMany({
      data: { ...key, userId, createdAt: now() },
      skipDuplicates: true,
    });
    if (count === 0) return failure("identity_taken");
    await writeAuditLog({ userId, kind: "identity_linked", address, detail: key.provider }, tx);
    const { email } = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { email: true } });
    await mailIdentityLinked(tx, email, name);
    return ok({ fresh: true });
  });
}

/**
 * Unlinks a provider's identity from an account. Mail codes always work, so a way in is left. Other browsers are signed
 * out: one of them may have come in by it.
 * @param provider its id, as posted
 * @param sessionId the browser that stays
 * @returns false when there was none
 */
export async function unlinkIdentity(
  userId: string,
  provider: string,
  sessionId: string,
  address: string,
): Promise<boolean> {
  if (!isProviderId(provider)) return false;
  return db().$transaction(async (tx) => {
    await lockAccount(tx, userId);
    const { count } = await tx.linkedIdentity.deleteMany({ where: { userId, provider } });
    if (count === 0) return false;
    await endOtherSessions(tx, userId, sessionId);
    await writeAuditLog({ userId, kind: "identity_unlinked", address, detail: provider }, tx);
    return true;
  });
}

/** The providers whose accounts sign in to an account, and since when. */
export async function listLinkedIdentities(userId: string): Promise<{ provider: string; createdAt: Date }[]> {
  return db().linkedIdentity.findMany({
    where: { userId },
    orderBy: { createdAt: "asc" },
    select: { provider: true, createdAt: true },
  });
}
