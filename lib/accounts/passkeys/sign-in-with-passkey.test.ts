import { describe, expect, it } from "vitest";
import { sweepChallenges } from "@/lib/accounts/passkeys/passkey-challenge-store";
import { listPasskeys } from "@/lib/accounts/passkeys/passkey-store";
import { signInWithPasskey } from "@/lib/accounts/passkeys/sign-in-with-passkey";
import { add, ask, askNew, newAuthenticator, PARTY, signIn } from "@/lib/accounts/passkeys/test-passkeys";
import { SESSION_MS, SESSION_STAY_MS } from "@/lib/accounts/session-adapter-store";
import { BROWSER, setUpAccount } from "@/lib/accounts/test-account";
import { hours, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { stayChosen } from "@/lib/journey/transitions";
import { mailsTo } from "@/tests/support/mails";

const who = setUpAccount();

const sessionOf = (token = "") => db().session.findUniqueOrThrow({ where: { sessionToken: digest(token) } });
const withPasskey = async () => {
  const key = newAuthenticator();
  expect(await add(who.account, who.sessionId, key)).toEqual({ ok: true });
  return key;
};
const answersRefused = async (error: string, tries: Promise<{ ok: boolean }>[]) => {
  for (const tried of tries) expect(await tried).toMatchObject({ ok: false, error });
};

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
    expect((await mailsTo(who.account.email))[0]?.subject).toMatch(/was refused/);
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
