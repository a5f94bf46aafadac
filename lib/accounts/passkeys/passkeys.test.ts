import { describe, expect, it } from "vitest";
import { getAccount, type Account } from "@/lib/accounts/account-store";
import { addPasskey } from "@/lib/accounts/passkeys/add-passkey";
import { listPasskeys } from "@/lib/accounts/passkeys/passkey-store";
import { sweepChallenges } from "@/lib/accounts/passkeys/passkey-challenge-store";
import { removePasskey } from "@/lib/accounts/passkeys/remove-passkey";
import { signInWithPasskey } from "@/lib/accounts/passkeys/sign-in-with-passkey";
import { add, ask, askNew, newAuthenticator, PARTY, signIn } from "@/lib/accounts/passkeys/test-passkeys";
import { SESSION_MS, SESSION_STAY_MS } from "@/lib/accounts/session-adapter-store";
import { ADDRESS, BROWSER, setUpAccount } from "@/lib/accounts/test-account";
import { hours, minutes, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { eraseAccount } from "@/lib/endings/account-deletion-store";
import { stayChosen } from "@/lib/journey/transitions";
import { listOutbox } from "@/lib/mail/outbox";
import { someAccount } from "@/tests/support/world";

const who = setUpAccount();

const mails = (email: string) => listOutbox().filter((mail) => mail.to === email);
const sessionOf = (token = "") => db().session.findUniqueOrThrow({ where: { sessionToken: digest(token) } });
const where = () => ({ sessionId: who.sessionId, address: ADDRESS });
const withPasskey = async () => {
  const key = newAuthenticator();
  expect(await add(who.account, who.sessionId, key)).toEqual({ ok: true });
  return key;
};
const answersRefused = async (error: string, tries: Promise<{ ok: boolean }>[]) => {
  for (const tried of tries) expect(await tried).toMatchObject({ ok: false, error });
};

describe("adding a passkey", () => {
  it("is told by mail and in the audit log, and signs other browsers out", async () => {
    await who.signIn();
    await withPasskey();
    expect((await who.sessions()).map(({ id }) => id)).toEqual([who.sessionId]);
    expect(await who.kinds()).toContain("passkey_added");
    expect(mails(who.account.email)[0]?.subject).toMatch(/passkey was added/i);
    expect(await listPasskeys(who.account.id)).toMatchObject([{ device: BROWSER.device, lastUsedAt: null }]);
  });

  it("asks for verified people, no attestation, none that is there, and names the account at random", async () => {
    const { options } = await askNew(who.account, who.sessionId);
    expect(options).toMatchObject({
      rp: { id: PARTY.id },
      attestation: "none",
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
      excludeCredentials: [],
    });
    const handle = Buffer.from(options.user.id, "base64url");
    expect(handle).toHaveLength(32);
    for (const known of [who.account.id, who.account.email]) expect(handle.includes(known)).toBe(false);
    const key = await withPasskey();
    const again = (await askNew(who.account, who.sessionId)).options;
    expect(again.excludeCredentials?.map(({ id }) => id)).toEqual([key.id]);
    expect(again.user.id).toBe(key.habits.user);
    const other = (await getAccount((await someAccount()).id)) as Account;
    expect((await askNew(other, "x")).options.user.id).not.toBe(again.user.id);
  });

  it.each([
    ["without the person verified", { verifies: false }],
    ["at another origin", { origin: "https://portal.example.net" }],
    ["at a printer's page", { origin: `http://app-x.${new URL(PARTY.origin).host}` }],
    ["for another host", { rpId: "example.org" }],
    ["in a frame", { crossOrigin: true }],
    ["with an answer that signs in", { type: "webauthn.get" }],
  ])("is refused %s", async (_, change) => {
    expect(await add(who.account, who.sessionId, newAuthenticator(), change)).toMatchObject({
      error: "passkey_failed",
    });
    expect(await listPasskeys(who.account.id)).toEqual([]);
    expect(mails(who.account.email)).toEqual([]);
  });

  it("takes a challenge once, whatever its answer is worth, in the sign-in that asked, for six minutes", async () => {
    const { options, sealed } = await askNew(who.account, who.sessionId);
    const tryIt = (key = newAuthenticator(), at = where(), change = {}) =>
      addPasskey(who.account, at, { sealed, answer: key.create(options, change), device: "x" });
    const elsewhere = { ...where(), sessionId: await who.signIn() };
    expect(await tryIt(newAuthenticator(), elsewhere)).toMatchObject({ error: "passkey_expired" });
    expect(await tryIt(newAuthenticator(), where(), { verifies: false })).toMatchObject({ error: "passkey_failed" });
    expect(await tryIt()).toMatchObject({ error: "passkey_expired" });
    const late = await askNew(who.account, who.sessionId);
    who.later(minutes(6) + 1);
    const answer = newAuthenticator().create(late.options);
    expect(await addPasskey(who.account, where(), { sealed: late.sealed, answer, device: "x" })).toMatchObject({
      error: "passkey_expired",
    });
  });

  it("is over when the sign-in ends at that moment", async () => {
    const { options, sealed } = await askNew(who.account, who.sessionId);
    await db().session.delete({ where: { id: who.sessionId } });
    const answer = newAuthenticator().create(options);
    expect(await addPasskey(who.account, where(), { sealed, answer, device: "x" })).toMatchObject({
      error: "passkey_expired",
    });
  });

  it("takes ten and no more, also at once, and never one that an account has already", async () => {
    const keys = Array.from({ length: 12 }, () => newAuthenticator());
    const asked = await askNew(who.account, who.sessionId);
    await withPasskey();
    // The handle that the page before spoke of was never kept: another one is now.
    const stale = keys[0]?.create(asked.options);
    expect(await addPasskey(who.account, where(), { sealed: asked.sealed, answer: stale!, device: "x" })).toMatchObject(
      {
        error: "passkey_expired",
      },
    );
    const added = await Promise.all(keys.map((key) => add(who.account, who.sessionId, key)));
    expect(added.filter(({ ok }) => ok)).toHaveLength(9);
    expect(await listPasskeys(who.account.id)).toHaveLength(10);
    await expect(askNew(who.account, who.sessionId)).rejects.toThrow("full");
    const taken = keys[added.findIndex(({ ok }) => ok)]!;
    const other = (await getAccount((await someAccount()).id)) as Account;
    const { id } = await db().session.create({ data: { userId: other.id, sessionToken: other.id, expires: now() } });
    expect(await add(other, id, taken)).toMatchObject({ error: "passkey_taken" });
  });

  it("is limited for the account", async () => {
    const refused = newAuthenticator({ verifies: false });
    for (let i = 0; i < 20; i++) await add(who.account, who.sessionId, refused);
    expect(await add(who.account, who.sessionId, newAuthenticator())).toMatchObject({ error: "too_many" });
  });
});

describe("signing in with a passkey", () => {
  it("is a new sign-in with both factors, also where a second one is set up", async () => {
    const key = await withPasskey();
    await db().secondFactor.create({ data: { userId: who.account.id, sealed: "x", confirmedAt: now() } });
    const signedIn = await signIn(key);
    expect(signedIn).toMatchObject({ ok: true, isNew: false, account: { id: who.account.id } });
    const session = await sessionOf(signedIn.ok ? signedIn.sessionToken : undefined);
    expect(now().getTime() - session.authenticatedAt.getTime()).toBeLessThan(60_000);
    // One passkey does not make the next.
    expect([session.mailboxAt, session.secondFactorAt]).toEqual([null, null]);
    expect(await who.kinds()).toContain("signed_in");
    expect((await listPasskeys(who.account.id))[0]?.lastUsedAt).not.toBeNull();
  });

  it("lasts as long as the person chose", async () => {
    const key = await withPasskey();
    for (const [stays, ms] of [
      [true, SESSION_STAY_MS],
      [false, SESSION_MS],
    ] as const) {
      const { journeyId, sealed, options } = await ask();
      await stayChosen(journeyId, stays);
      const tried = await signInWithPasskey({ journeyId, sealed, answer: key.get(options), ...BROWSER });
      const { endsAt, createdAt } = await sessionOf(tried.ok ? tried.sessionToken : undefined);
      expect(Math.round((Number(endsAt) - createdAt.getTime()) / hours(1))).toBe(ms / hours(1));
    }
  });

  it.each([
    ["without the person verified", { verifies: false }],
    ["at another origin", { origin: "https://portal.example.net" }],
    ["at a printer's page", { origin: `http://app-x.${new URL(PARTY.origin).host}` }],
    ["for another host", { rpId: "example.org" }],
    ["in a frame", { crossOrigin: true }],
    ["in another account's name", { user: "AAAA" }],
    ["in nobody's name", { user: "" }],
    ["by another kind of key", { backupEligible: true }],
    ["with an answer that adds", { type: "webauthn.create" }],
  ])("is refused %s, and its owner reads of it", async (_, change) => {
    const key = await withPasskey();
    const before = await who.sessions();
    expect(await signIn(key, change)).toEqual({ ok: false, error: "passkey_failed" });
    expect(await who.sessions()).toEqual(before);
    expect(await who.kinds()).toContain("passkey_failed");
  });

  it("is refused with the signature of another key", async () => {
    const key = await withPasskey();
    const { journeyId, sealed, options } = await ask();
    const { signature } = newAuthenticator().get(options);
    const answer = { ...key.get(options), signature };
    expect(await signInWithPasskey({ journeyId, sealed, answer, ...BROWSER })).toMatchObject({
      error: "passkey_failed",
    });
  });

  it("takes a challenge once: of ten answers at once one signs in, and none after", async () => {
    const key = await withPasskey();
    const { journeyId, sealed, options } = await ask();
    const answer = key.get(options);
    const tryIt = () => signInWithPasskey({ journeyId, sealed, answer, ...BROWSER });
    const tried = await Promise.all(Array.from({ length: 10 }, tryIt));
    expect(tried.filter(({ ok }) => ok)).toHaveLength(1);
    const fresh = key.get(options);
    await answersRefused("passkey_expired", [
      tryIt(),
      signInWithPasskey({ journeyId, sealed, answer: fresh, ...BROWSER }),
    ]);
    // Nor once it is forgotten that it was used.
    who.later(hours(2));
    await sweepChallenges();
    expect(await db().usedChallenge.count()).toBe(0);
    await answersRefused("passkey_expired", [tryIt()]);
  });

  it("takes the challenge of that very journey, made for signing in", async () => {
    const key = await withPasskey();
    const [mine, theirs] = [await ask(), await ask()];
    const answer = key.get(theirs.options);
    const toAdd = await askNew(who.account, who.sessionId);
    await answersRefused("passkey_expired", [
      signInWithPasskey({ journeyId: mine.journeyId, sealed: theirs.sealed, answer, ...BROWSER }),
      signInWithPasskey({ journeyId: who.sessionId, sealed: toAdd.sealed, answer: key.get(toAdd.options), ...BROWSER }),
      signInWithPasskey({ journeyId: mine.journeyId, sealed: "", answer, ...BROWSER }),
    ]);
    await answersRefused("passkey_failed", [
      signInWithPasskey({ journeyId: mine.journeyId, sealed: mine.sealed, answer, ...BROWSER }),
    ]);
  });

  it("is refused when the counter stands still or goes back, of which its owner hears by mail", async () => {
    const key = await withPasskey();
    expect(await signIn(key, { counter: 41 })).toMatchObject({ ok: true });
    for (const counter of [41, 40, 0])
      expect(await signIn(key, { counter })).toMatchObject({ error: "passkey_failed" });
    expect(await who.kinds()).toContain("passkey_copied");
    expect(mails(who.account.email)[0]?.subject).toMatch(/was refused/);
    expect(await signIn(key, { counter: 42 })).toMatchObject({ ok: true });
  });

  it("needs no counter where the authenticator has none", async () => {
    const key = newAuthenticator({ counter: 0 });
    await add(who.account, who.sessionId, key);
    for (let i = 0; i < 2; i++) expect(await signIn(key)).toMatchObject({ ok: true });
    expect(await signIn(key, { counter: 7 })).toMatchObject({ ok: true });
    expect(await signIn(key)).toMatchObject({ error: "passkey_failed" });
  });

  it("tells of an unknown one that it is unknown, and reads no nonsense", async () => {
    expect(await signIn(newAuthenticator())).toEqual({ ok: false, error: "passkey_unknown" });
    const key = await withPasskey();
    for (const change of [
      { id: "a b" },
      { clientData: "" },
      { clientData: "e30" },
      { authenticator: "AAAA" },
      { signature: "" },
    ]) {
      const { journeyId, sealed, options } = await ask();
      const answer = { ...key.get(options), ...change };
      expect(await signInWithPasskey({ journeyId, sealed, answer, ...BROWSER })).toMatchObject({
        error: "passkey_failed",
      });
    }
  });
});

describe("removing a passkey", () => {
  it("ends what it made, is told by mail, and leaves the other ways in as they are", async () => {
    const key = await withPasskey();
    await db().secondFactor.create({ data: { userId: who.account.id, sealed: "x", confirmedAt: now() } });
    expect(await signIn(key)).toMatchObject({ ok: true });
    const [passkey] = await listPasskeys(who.account.id);
    expect(await removePasskey(who.account, where(), passkey?.id ?? "")).toBe(true);
    expect((await who.sessions()).map(({ id }) => id)).toEqual([who.sessionId]);
    expect(await signIn(key)).toEqual({ ok: false, error: "passkey_unknown" });
    expect(await who.kinds()).toContain("passkey_removed");
    expect(mails(who.account.email)[0]?.subject).toMatch(/was removed/);
    expect(await db().secondFactor.count({ where: { userId: who.account.id } })).toBe(1);
    expect(await add(who.account, who.sessionId, key)).toMatchObject({ ok: true });
  });

  it("is not for others", async () => {
    await withPasskey();
    const [passkey] = await listPasskeys(who.account.id);
    const other = (await getAccount((await someAccount()).id)) as Account;
    expect(await removePasskey(other, { sessionId: "x", address: ADDRESS }, passkey?.id ?? "")).toBe(false);
    expect(await listPasskeys(who.account.id)).toHaveLength(1);
  });

  it("at the moment of a sign-in leaves nobody signed in by it", async () => {
    const key = await withPasskey();
    const [passkey] = await listPasskeys(who.account.id);
    const tries = Array.from({ length: 4 }, () => () => signIn(key));
    const acts = [...tries, () => removePasskey(who.account, where(), passkey?.id ?? ""), ...tries];
    await Promise.all(acts.map((act) => act()));
    expect((await who.sessions()).map(({ id }) => id)).toEqual([who.sessionId]);
  });

  it("comes with the end of the account", async () => {
    const key = await withPasskey();
    await eraseAccount(who.account.id);
    expect(await db().passkey.count({ where: { userId: who.account.id } })).toBe(0);
    expect(await signIn(key)).toEqual({ ok: false, error: "passkey_unknown" });
  });
});
