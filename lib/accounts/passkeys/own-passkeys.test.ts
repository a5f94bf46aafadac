import { describe, expect, it } from "vitest";
import { getAccount, type Account } from "@/lib/accounts/account-store";
import { addPasskey } from "@/lib/accounts/passkeys/add-passkey";
import { listPasskeys } from "@/lib/accounts/passkeys/passkey-store";
import { removePasskey } from "@/lib/accounts/passkeys/remove-passkey";
import { add, askNew, newAuthenticator, PARTY, signIn } from "@/lib/accounts/passkeys/test-passkeys";
import { ADDRESS, BROWSER, setUpAccount } from "@/lib/accounts/test-account";
import { minutes, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { eraseAccount } from "@/lib/endings/account-deletion-store";
import { mailsTo } from "@/tests/support/mails";
import { someAccount } from "@/tests/support/world";

const who = setUpAccount();

const where = () => ({ sessionId: who.sessionId, address: ADDRESS });
const withPasskey = async () => {
  const key = newAuthenticator();
  expect(await add(who.account, who.sessionId, key)).toEqual({ ok: true });
  return key;
};

describe("adding a passkey", () => {
  it("is told by mail and in the audit log, and signs other browsers out", async () => {
    await who.signIn();
    await withPasskey();
    expect((await who.sessions()).map(({ id }) => id)).toEqual([who.sessionId]);
    expect(await who.kinds()).toContain("passkey_added");
    expect((await mailsTo(who.account.email))[0]?.subject).toMatch(/passkey was added/i);
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
    expect(await mailsTo(who.account.email)).toEqual([]);
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
    expect((await mailsTo(who.account.email))[0]?.subject).toMatch(/was removed/);
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
