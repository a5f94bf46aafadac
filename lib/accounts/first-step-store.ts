import { lockAccount } from "@/lib/accounts/account-lock-store";
import { startSession, type Account, type ClientInfo } from "@/lib/accounts/account-store";
import { minutes, now } from "@/lib/clock";
import { db, type Transaction } from "@/lib/db/client";

/**
 * How a person can take the first step of signing in: by a code from a mail, a password, or an account at a provider.
 */
export type FirstStepBy = "code" | "password" | (string & {});

/** What a first step led to. Without a session token a second factor is waited for: there is no session yet. */
export type FirstStep = { account: Account; isNew: boolean; sessionToken: string | undefined };

/** How long the second factor may take after the first step. */
export const HALF_LIFE_MS = minutes(10);

/**
 * Starts the session that a journey leads to, and notes what made it: its browser, and its mailed code where that was
 * the first step. What ends one ends the other.
 */
async function startSessionOf(
  tx: Transaction,
  portalSessionId: string,
  userId: string,
  client: ClientInfo,
  { by, proven }: { by: FirstStepBy; proven: boolean },
): Promise<string> {
  const journey = await tx.portalSession.findUniqueOrThrow({
    where: { id: portalSessionId },
    select: { browserDigest: true, mailCode: { select: { codeDigest: true } } },
  });
  const byCode = by === "code" ? journey.mailCode?.codeDigest : undefined;
  if (byCode !== undefined)
    await tx.mailCode.update({ where: { portalSessionId }, data: { sessionsMade: { increment: 1 } } });
  return startSession(userId, client, { proven, byCode, browserDigest: journey.browserDigest }, tx);
}

/**
 * After a right first step: signs in, or, where the account has a second factor, only notes who waits for it. A code by
 * mail never replaces a second factor (NIST SP 800-63B-4 3.1.3). The account is locked and looked at once more: a
 * password, an address or a second factor that is changed at this moment either comes before, and counts here, or
 * after, and ends what is begun here (ASVS 7.4.3).
 * @param input.stillHolds whether what was proven is still so @returns undefined when it is not, or the account is gone
 */
export async function finishFirstStep(
  tx: Transaction,
  input: {
    portalSessionId: string;
    account: Account;
    by: FirstStepBy;
    client: ClientInfo;
    stillHolds?: (user: { passwordHash: string | null }) => boolean;
  },
): Promise<FirstStep | undefined> {
  const { portalSessionId, account, by, client, stillHolds = () => true } = input;
  await lockAccount(tx, account.id);
  const user = await tx.user.findUnique({ where: { id: account.id }, select: { email: true, passwordHash: true } });
  if (user?.email !== account.email || !stillHolds(user)) return undefined;
  const isNew = !account.profileDone;
  const twoSteps = (await tx.secondFactor.count({ where: { userId: account.id, confirmedAt: { not: null } } })) > 0;
  // A forgotten password is only mended by the code that was asked for to mend it.
  const resetting = by === "code" ? {} : { resetting: false };
  if (twoSteps) {
    await tx.portalSession.update({
      where: { id: portalSessionId },
      data: { ...resetting, halfUserId: account.id, halfAt: now(), halfBy: by },
    });
    return { account, isNew, sessionToken: undefined };
  }
  await tx.portalSession.update({
    where: { id: portalSessionId },
    data: { ...resetting, userId: account.id, halfUserId: null },
  });
  return {
    account,
    isNew,
    sessionToken: await startSessionOf(tx, portalSessionId, account.id, client, { by, proven: by === "code" }),
  };
}

/** {@link finishFirstStep} after a right password. @param input.passwordHash the one it was compared with */
export async function passwordStep(input: {
  portalSessionId: string;
  account: Account;
  client: ClientInfo;
  passwordHash: string;
}): Promise<FirstStep | undefined> {
  return db().$transaction((tx) =>
    finishFirstStep(tx, { ...input, by: "password", stillHolds: (user) => user.passwordHash === input.passwordHash }),
  );
}

/** The account whose second factor a journey waits for, and how its first step was done. */
export async function halfSignedIn(portalSessionId: string): Promise<{ userId: string; by: string } | undefined> {
  const row = await db().portalSession.findUnique({
    where: { id: portalSessionId },
    select: { halfUserId: true, halfAt: true, halfBy: true },
  });
  if (!row?.halfUserId || !row.halfAt || now().getTime() - row.halfAt.getTime() > HALF_LIFE_MS) return undefined;
  return { userId: row.halfUserId, by: row.halfBy ?? "code" };
}

/**
 * After a right second factor: signs in.
 * @returns the session token; undefined when the first step is too old or another one came between
 */
export async function finishSecondStep(
  portalSessionId: string,
  userId: string,
  client: ClientInfo,
): Promise<string | undefined> {
  return db().$transaction(async (tx) => {
    if (!(await lockAccount(tx, userId))) return undefined;
    const waiting = {
      id: portalSessionId,
      halfUserId: userId,
      halfAt: { gt: new Date(now().getTime() - HALF_LIFE_MS) },
    };
    const half = await tx.portalSession.findFirst({ where: waiting, select: { halfBy: true } });
    const { count } = await tx.portalSession.updateMany({
      where: waiting,
      data: { halfUserId: null, halfAt: null, halfBy: null, userId },
    });
    return half && count === 1
      ? startSessionOf(tx, portalSessionId, userId, client, { by: half.halfBy ?? "code", proven: true })
      : undefined;
  });
}

/** The person wants to begin with another account. */
export async function forgetFirstStep(portalSessionId: string): Promise<void> {
  await db().portalSession.update({
    where: { id: portalSessionId },
    data: { halfUserId: null, halfAt: null, halfBy: null, email: null },
  });
}
