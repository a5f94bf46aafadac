import { Secret, TOTP } from "otpauth";
import { describe, expect, it } from "vitest";
import { replaceEmail, startSession, type Account } from "@/lib/accounts/account-store";
import { runAccountsCommand } from "@/lib/accounts/command/run-accounts-command";
import { endSession, endThisBrowser, signOutOthers } from "@/lib/accounts/end-sessions-store";
import { finishSecondFactor } from "@/lib/accounts/first-factor-store";
import { unlinkIdentity, saveLinkedIdentity } from "@/lib/accounts/identities/linked-identity-store";
import { removePasskey } from "@/lib/accounts/passkeys/remove-passkey";
import { add, newAuthenticator } from "@/lib/accounts/passkeys/test-passkeys";
import { changePassword } from "@/lib/accounts/password/change-password";
import {
  beginSecondFactor,
  confirmSecondFactor,
  pendingSecret,
  removeSecondFactor,
} from "@/lib/accounts/second-factor/second-factor-store";
import { BROWSER, mail, makeWorld, redeem, type Mailed, type Place, type World } from "@/lib/accounts/test-places";
import { now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { eraseAccount } from "@/lib/endings/account-deletion-store";
import { randomToken } from "@/lib/random";
import { setUpDatabase } from "@/tests/support/database";

async function turnOnSecondFactor({ account, own }: World): Promise<void> {
  await beginSecondFactor(account.id, own.sessionId);
  const secret = (await pendingSecret(account.id, own.sessionId)) ?? "";
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
  await confirmSecondFactor({ userId: account.id, sessionId: own.sessionId, address: BROWSER.address }, code, [
    "a",
    "b",
  ]);
}

const change = ({ account, own }: World) => ({
  userId: account.id,
  sessionId: own.sessionId,
  address: BROWSER.address,
});
const identity = { name: "Google", provider: "google", subject: "them" } as const;

/** A passkey that is there without its having ended anything. */
const giveKey = (userId: string, id: string) =>
  db().passkey.create({
    data: { id, userId, credentialId: id, publicKey: Buffer.from("key"), counter: 0, backupEligible: true, device: "" },
  });

/** The second factor is there without its having ended anything. */
const withSecondFactor = ({ account }: World) =>
  db().secondFactor.create({ data: { userId: account.id, sealed: "x", confirmedAt: now() } });

type Left = { session: boolean; usedCode: boolean; unusedCode: boolean; secondFactor: boolean };
type Row = {
  what: string;
  before?: (world: World) => Promise<unknown>;
  act: (world: World) => Promise<unknown>;
  left: { own: Left; other: Left; third: Left };
};

const ALL: Left = { session: true, usedCode: true, unusedCode: true, secondFactor: true };
const NONE: Left = { session: false, usedCode: false, unusedCode: false, secondFactor: false };
/**
 * The browser that acts stays signed in, and its answer may be lost; codes that wait elsewhere in it are asked for
 * anew.
 */
const STAYS: Left = { session: true, usedCode: true, unusedCode: false, secondFactor: false };

const OTHERS_END = { own: STAYS, other: NONE, third: NONE };

const TABLE: Row[] = [
  {
    what: "signing all other devices out",
    act: (world) => signOutOthers(world.account.id, world.own.sessionId),
    left: OTHERS_END,
  },
  {
    what: "a new password",
    act: (world) =>
      changePassword(world.account, change(world), { password: "my spool is orange today", current: undefined }),
    left: OTHERS_END,
  },
  {
    what: "a new address",
    act: (world) => replaceEmail(change(world), `new-${world.account.email}`),
    left: { ...OTHERS_END, own: { ...STAYS, usedCode: false } },
  },
  { what: "turning the second factor on", act: turnOnSecondFactor, left: OTHERS_END },
  {
    what: "turning the second factor off",
    before: withSecondFactor,
    act: (world) => removeSecondFactor(change(world)),
    left: OTHERS_END,
  },
  {
    what: "unlinking an identity",
    before: ({ account }) => saveLinkedIdentity(account.id, { ...identity, subject: account.id }, BROWSER.address),
    act: (world) => unlinkIdentity(world.account.id, identity.provider, world.own.sessionId, BROWSER.address),
    left: OTHERS_END,
  },
  {
    what: "adding a passkey",
    act: ({ account, own }) => add(account, own.sessionId, newAuthenticator()),
    left: OTHERS_END,
  },
  {
    what: "removing a passkey",
    before: ({ account, own }) => giveKey(account.id, own.sessionId),
    act: ({ account, own }) =>
      removePasskey(account, { sessionId: own.sessionId, address: BROWSER.address }, own.sessionId),
    left: OTHERS_END,
  },
  {
    what: "the operator's taking the second factor away",
    before: withSecondFactor,
    act: ({ account }) => runAccountsCommand({ verb: "remove-second-step", email: account.email }),
    left: { own: NONE, other: NONE, third: NONE },
  },
  {
    what: "deleting the account",
    act: ({ account }) => eraseAccount(account.id),
    left: { own: NONE, other: NONE, third: NONE },
  },
  {
    what: "signing one other device out",
    act: ({ account, other }) => endSession(account.id, other.sessionId),
    left: { own: ALL, other: NONE, third: ALL },
  },
  {
    what: "signing out here",
    act: ({ other }) => endThisBrowser(other.token, other.browser),
    left: { own: ALL, other: NONE, third: ALL },
  },
  {
    what: "signing out in a browser that no longer knows its sign-in",
    act: ({ other }) => endThisBrowser(undefined, other.browser),
    left: { own: ALL, other: { ...NONE, session: true }, third: ALL },
  },
];

/** Whether somebody is signed in to this very account by it. */
async function leadsBack(account: Account, mailed: Mailed): Promise<boolean> {
  const tried = await redeem(mailed, account.email);
  return tried.ok && tried.account.id === account.id;
}

async function whatIsLeft(account: Account, { sessionId, used, unused, pending }: Place): Promise<Left> {
  return {
    session: (await db().session.count({ where: { id: sessionId } })) === 1,
    usedCode: await leadsBack(account, used),
    unusedCode: await leadsBack(account, unused),
    secondFactor: (await finishSecondFactor(pending, account.id, BROWSER)) !== undefined,
  };
}

describe("what ends a sign-in ends all that could make it again", () => {
  setUpDatabase();

  it.each(TABLE)("$what", async ({ before, act, left }) => {
    const world = await makeWorld();
    await before?.(world);
    await act(world);
    // A second factor would stand between a code and a session: here it is asked what a code is worth.
    await db().secondFactor.deleteMany({ where: { userId: world.account.id } });
    const { account, own, other, third } = world;
    expect({
      own: await whatIsLeft(account, own),
      other: await whatIsLeft(account, other),
      third: await whatIsLeft(account, third),
    }).toEqual(left);
  });

  it("a code leads on as often as its answer is lost, while all that it made lives", async () => {
    const { account, own } = await makeWorld();
    const again = await redeem(own.used, account.email);
    expect(again.ok && again.sessionToken).toBeTruthy();
    expect(await leadsBack(account, own.used)).toBe(true);
    const made = await db().session.findMany({
      where: { userId: account.id, browserDigest: digest(own.browser) },
      orderBy: { createdAt: "asc" },
    });
    expect(made).toHaveLength(3);
    // Whichever of them ends, and however.
    await db().session.delete({ where: { id: made[1]?.id ?? "" } });
    expect(await redeem(own.used, account.email)).toEqual({ ok: false, error: "code_expired" });
  });

  it("a code that led to the second factor makes nothing again once the session behind it ended", async () => {
    const { account } = await makeWorld();
    await db().secondFactor.create({ data: { userId: account.id, sealed: "x", confirmedAt: now() } });
    const mailed = await mail(randomToken(43), account.email);
    expect(await redeem(mailed, account.email)).toMatchObject({ ok: true, sessionToken: undefined });
    const token = await finishSecondFactor(mailed.journeyId, account.id, BROWSER);
    expect(await redeem(mailed, account.email)).toMatchObject({ ok: true, sessionToken: undefined });
    await db().session.delete({ where: { sessionToken: digest(token ?? "") } });
    expect(await redeem(mailed, account.email)).toEqual({ ok: false, error: "code_expired" });
  });

  it("a sign-in by something else in the same journey does not keep a code alive", async () => {
    const { account, own } = await makeWorld();
    await startSession(account.id, BROWSER, { recentAuth: false, browserDigest: digest(own.browser) });
    await db().session.delete({ where: { id: own.sessionId } });
    expect(await redeem(own.used, account.email)).toEqual({ ok: false, error: "code_expired" });
  });

  it("nobody is signed in afterwards but who stays, also when codes are typed at that very moment", async () => {
    const { account, own, other, third } = await makeWorld();
    const codes = [other.used, other.unused, third.used, third.unused];
    const tries = codes.flatMap((mailed) => Array.from({ length: 4 }, () => () => redeem(mailed, account.email)));
    const acts = [
      ...tries.slice(0, 8),
      () => signOutOthers(account.id, own.sessionId),
      ...tries.slice(8),
      () => signOutOthers(account.id, own.sessionId),
    ];
    const settled = await Promise.allSettled(acts.map((act) => act()));
    expect(settled.filter(({ status }) => status === "rejected")).toEqual([]);
    await signOutOthers(account.id, own.sessionId);
    for (const mailed of codes) expect(await leadsBack(account, mailed)).toBe(false);
    expect((await db().session.findMany({ where: { userId: account.id } })).map(({ id }) => id)).toEqual([
      own.sessionId,
    ]);
  });
});
