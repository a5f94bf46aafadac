import { lockAccount } from "@/lib/accounts/account-lock-store";
import { endCodesTo, endOtherSessions } from "@/lib/accounts/end-sessions-store";
import { whenShown, type Factor } from "@/lib/accounts/every-factor";
import { takeInvitation } from "@/lib/accounts/registration/invitation-store";
import { SESSION_MS, SESSION_STAY_MS } from "@/lib/accounts/session-adapter-store";
import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { fromNow, now } from "@/lib/clock";
import { db, type Transaction } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { mailNotice } from "@/lib/mail/mail-notice";
import { randomToken } from "@/lib/random";
import type { Sender } from "@/lib/rate-limits/rate-limit-store";

/** A person, as the journey needs to know them. */
export type Account = {
  id: string;
  email: string;
  name: string | null;
  /** The person has neither a passkey nor said "Not now". */
  offersPasskey?: boolean;
  /** Tag of the language to write to them in, and whether they chose it themselves. */
  locale: string | null;
  localeChosen: boolean;
};

/** What the database knows of a person that {@link accountOf} needs. */
export type AccountRow = Omit<Account, "offersPasskey"> & { passkeyOfferEnd: Date | null };

/** A person's row, as the journey needs to know them. */
export const accountOf = ({ id, email, name, passkeyOfferEnd, locale, localeChosen }: AccountRow): Account => ({
  id,
  email,
  name,
  offersPasskey: passkeyOfferEnd === null,
  locale,
  localeChosen,
});

export async function getAccount(id: string): Promise<Account | undefined> {
  const row = await db().user.findUnique({ where: { id } });
  return row ? accountOf(row) : undefined;
}

/** @param email as {@link emailAddress} returns it */
export async function accountByEmail(email: string): Promise<Account | undefined> {
  const row = await db().user.findUnique({ where: { email } });
  return row ? accountOf(row) : undefined;
}

/** The account of a proven address, made if there is none. */
export async function accountOfProvenEmail(tx: Transaction, email: string): Promise<Account> {
  // Not an upsert, which looks first: of two tabs of a new person one would find the row of the other in its way.
  const { count } = await tx.user.createMany({ data: { email, emailVerified: now() }, skipDuplicates: true });
  const account = accountOf(await tx.user.findUniqueOrThrow({ where: { email } }));
  if (count > 0) await takeInvitation(tx, account.id, email);
  return account;
}

/** @returns the id and password hash behind an address, for comparing only */
export async function passwordOf(email: string): Promise<{ id: string; passwordHash: string | null } | undefined> {
  return (await db().user.findUnique({ where: { email }, select: { id: true, passwordHash: true } })) ?? undefined;
}

/** Where a request came from: its sender, and what the browser calls itself in words. */
export type ClientInfo = Sender & { device: string };

/** Who changes something about an account, and in which browser. */
export type AccountChange = { userId: string; sessionId: string; address: string };

/** A password, which may have leaked, or a linked identity alone is no recent authentication. */
const NOT_RECENTLY = new Date(0);

/**
 * What made a session. `recentAuth`: the person has shown to hold the mailbox or the second factor, which counts as
 * recent authentication.
 */
export type SessionOrigin = {
  recentAuth: boolean;
  /** What the person has shown to hold. */
  shown?: readonly Factor[];
  /** The person chose to stay signed in. */
  stays?: boolean;
  byCode?: string | undefined;
  browserDigest?: string | undefined;
};

/**
 * Starts a signed-in session.
 * @param origin `byCode`: digest of the mailed code, `browserDigest`: of the journey's browser
 * @returns the token for the cookie: at least 256 random bits, kept as a digest only
 */
export async function startSession(
  userId: string,
  { address, device }: ClientInfo,
  origin: SessionOrigin,
  tx: Transaction = db(),
): Promise<string> {
  const token = randomToken(43);
  const { recentAuth, shown = [], stays = false, byCode = null, browserDigest = null } = origin;
  const endsAt = fromNow(stays ? SESSION_STAY_MS : SESSION_MS);
  const times = {
    endsAt,
    expires: endsAt,
    createdAt: now(),
    lastSeenAt: now(),
    authenticatedAt: recentAuth ? now() : NOT_RECENTLY,
    ...whenShown(shown),
  };
  await tx.session.create({
    data: { sessionToken: digest(token), userId, address, device, byCode, browserDigest, ...times },
  });
  return token;
}

/**
 * Gives an account another password. Other browsers are signed out (ASVS 7.4.3), and the owner hears of it by mail.
 * @param passwordHash as `hashPassword` makes it
 */
export async function replacePassword(
  { userId, sessionId, address }: AccountChange,
  passwordHash: string,
): Promise<void> {
  await db().$transaction(async (tx) => {
    // An account that is deleted at this moment needs none.
    if (!(await lockAccount(tx, userId))) return;
    const { email } = await tx.user.update({ where: { id: userId }, data: { passwordHash } });
    await endOtherSessions(tx, userId, sessionId);
    await writeAuditLog({ userId, kind: "password_changed", address }, tx);
    await mailNotice(tx, email, "passwordChanged");
  });
}

/**
 * Gives an account another, proven address. Other browsers are signed out, and both addresses hear of it.
 * @returns false when another account has it
 */
export async function replaceEmail({ userId, sessionId, address }: AccountChange, email: string): Promise<boolean> {
  try {
    await db().$transaction(async (tx) => {
      if (!(await lockAccount(tx, userId))) return;
      await endOtherSessions(tx, userId, sessionId);
      const { email: before } = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { email: true } });
      await tx.user.update({ where: { id: userId }, data: { email, emailVerified: now() } });
      await takeInvitation(tx, userId, email);
      // Also the code that this browser came in with: it would lead to another account now.
      for (const mailbox of [before, email]) await endCodesTo(tx, mailbox);
      await writeAuditLog({ userId, kind: "email_changed", address }, tx);
      for (const [to, kind] of [[before, "emailChangedOld"] as const, [email, "emailChanged"] as const])
        await mailNotice(tx, to, kind, { email });
    });
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === "P2002") return false;
    throw error;
  }
}
