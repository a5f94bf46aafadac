import { Secret, TOTP } from "otpauth";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hashPassword } from "@/lib/accounts/password/password-hash";
import { newRecoveryKeys, plainRecoveryKey } from "@/lib/accounts/second-factor/recovery-keys";
import {
  beginSecondFactor,
  confirmSecondFactor,
  pendingSecret,
  removeSecondFactor,
  renewRecoveryKeys,
  secondFactorState,
} from "@/lib/accounts/second-factor/second-factor-store";
import { signInWithSecondFactor } from "@/lib/accounts/second-factor/sign-in-with-second-factor";
import { sendSignInCode } from "@/lib/accounts/send-sign-in-code";
import { signInWithCode } from "@/lib/accounts/sign-in-with-code";
import { signInWithPassword } from "@/lib/accounts/sign-in-with-password";
import { minutes, moveClock, now, seconds } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { createJourney } from "@/lib/journey/journey-store";
import { listOutbox } from "@/lib/mail/outbox";
import { setUpDatabase } from "@/tests/support/database";
import { mailsTo } from "@/tests/support/mails";
import { someAccount } from "@/tests/support/world";

const BROWSER = { address: "203.0.113.7", device: "Safari on iPhone" };
const PASSWORD = "a long enough sentence to keep";

const codeOf = (secret: string, offsetMs = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now().getTime() + offsetMs });
const mailed = (email: string) =>
  /^\d{6}/.exec(listOutbox().find((mail) => mail.to === email)?.subject ?? "")?.[0] ?? "";

describe("the second factor", () => {
  setUpDatabase();
  let user: Awaited<ReturnType<typeof someAccount>>;
  let secret: string;
  let keys: string[];
  let journeyId: string;
  const change = () => ({ userId: user.id, sessionId: "this browser", address: BROWSER.address });
  const verify = (typed: string, recovery = false, session = journeyId) =>
    signInWithSecondFactor({ journeyId: session, typed, recovery, ...BROWSER });
  const firstFactor = async (session = journeyId) => {
    moveClock(now().getTime() - Date.now() + minutes(1));
    await sendSignInCode({ journeyId: session, email: user.email, address: BROWSER.address });
    return signInWithCode({ journeyId: session, email: user.email, code: mailed(user.email), ...BROWSER });
  };
  const sessions = () => db().session.count({ where: { userId: user.id } });

  beforeEach(async () => {
    user = await someAccount();
    await db().user.update({ where: { id: user.id }, data: { passwordHash: await hashPassword(PASSWORD) } });
    await beginSecondFactor(user.id, "this browser");
    secret = (await pendingSecret(user.id, "this browser")) ?? "";
    keys = newRecoveryKeys();
    expect(await confirmSecondFactor(change(), codeOf(secret), keys)).toBe(true);
    moveClock(seconds(60));
    journeyId = await createJourney("browser", { goal: "app" });
  });
  afterEach(() => moveClock(0));

  it("is asked for after a code by mail and after a password; nobody is signed in before it", async () => {
    expect(await firstFactor()).toMatchObject({ ok: true, sessionToken: undefined });
    const other = await createJourney("browser", { goal: "app" });
    expect(
      await signInWithPassword({ journeyId: other, email: user.email, password: PASSWORD, ...BROWSER }),
    ).toMatchObject({ ok: true, sessionToken: undefined });
    expect(await sessions()).toBe(0);
    expect(await verify(codeOf(secret))).toMatchObject({ ok: true });
    expect(await sessions()).toBe(1);
    expect((await db().journey.findUniqueOrThrow({ where: { id: journeyId } })).userId).toBe(user.id);
  });

  it("is not asked for while it is only begun", async () => {
    const fresh = await someAccount();
    await beginSecondFactor(fresh.id, "this browser");
    await sendSignInCode({ journeyId, email: fresh.email, address: BROWSER.address });
    expect(
      await signInWithCode({ journeyId, email: fresh.email, code: mailed(fresh.email), ...BROWSER }),
    ).toMatchObject({ ok: true, sessionToken: expect.any(String) });
  });

  it("needs a first factor in the same journey, not longer than ten minutes ago", async () => {
    const elsewhere = await createJourney("another browser", { goal: "app" });
    expect(await verify(codeOf(secret))).toEqual({ ok: false, error: "first_factor_expired" });
    await firstFactor();
    expect(await verify(codeOf(secret), false, elsewhere)).toEqual({ ok: false, error: "first_factor_expired" });
    moveClock(now().getTime() - Date.now() + minutes(10) + 1000);
    expect(await verify(codeOf(secret))).toEqual({ ok: false, error: "first_factor_expired" });
    expect(await sessions()).toBe(0);
  });

  it("takes a code once, also when it comes ten times at once and in two journeys", async () => {
    const other = await createJourney("another browser", { goal: "app" });
    await firstFactor();
    await firstFactor(other);
    const code = codeOf(secret);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => verify(code, false, index % 2 ? other : journeyId)),
    );
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    expect(await sessions()).toBe(1);
  });

  it("takes a code of a clock half a minute off, none of an older one, none before the last used", async () => {
    await firstFactor();
    expect(await verify(codeOf(secret, -seconds(90)))).toEqual({ ok: false, error: "second_factor_wrong" });
    expect(await verify(codeOf(secret, seconds(30)))).toMatchObject({ ok: true });
    await firstFactor();
    moveClock(now().getTime() - Date.now() - minutes(1));
    expect(await verify(codeOf(secret, 0))).toEqual({ ok: false, error: "second_factor_wrong" });
  });

  it("stops guessing after ten tries in a quarter of an hour from anywhere, the right code included", async () => {
    const other = await createJourney("another browser", { goal: "app" });
    await firstFactor();
    await firstFactor(other);
    const wrong = String((Number(codeOf(secret)) + 1) % 1_000_000).padStart(6, "0");
    for (let index = 0; index < 10; index++)
      expect(await verify(wrong, false, index % 2 ? other : journeyId)).toEqual({
        ok: false,
        error: "second_factor_wrong",
      });
    for (let index = 0; index < 20; index++)
      expect(await verify(codeOf(secret))).toMatchObject({
        ok: false,
        error: "too_many",
        retryAfterSeconds: expect.any(Number),
      });
    // The owner hears of it, once, and a recovery key still gets them in.
    const warnings = (await mailsTo(user.email)).filter(({ subject }) => subject.includes("trying to get into"));
    expect(warnings).toHaveLength(1);
    expect(await db().auditLogEntry.count({ where: { userId: user.id, kind: "limit_hit" } })).toBe(1);
    expect(await verify(keys[0] ?? "", true)).toMatchObject({ ok: true });
    expect(await db().auditLogEntry.count({ where: { userId: user.id, kind: "second_factor_failed" } })).toBe(1);
    expect(
      await db().auditLogEntry.findMany({ where: { userId: user.id, kind: "second_factor_failed" } }),
    ).toMatchObject([{ times: 10 }]);
  });

  it("counts wrong recovery keys as it counts codes, a hundred at once too, and logs them in one entry", async () => {
    await firstFactor();
    const tries = await Promise.all(Array.from({ length: 100 }, (_, index) => verify(`wrong-${index}`, true)));
    expect(tries.filter((answer) => !answer.ok && answer.error === "recovery_key_wrong")).toHaveLength(10);
    expect(tries.filter((answer) => !answer.ok && answer.error === "too_many")).toHaveLength(90);
    expect(await verify(keys[0] ?? "", true)).toMatchObject({ ok: false, error: "too_many" });
    expect(
      await db().auditLogEntry.findMany({ where: { userId: user.id, kind: "second_factor_failed" } }),
    ).toMatchObject([{ times: 10 }]);
    // Who guesses keys does not stop the owner with the authenticator, and whoever gets in starts anew.
    expect(await verify(codeOf(secret))).toMatchObject({ ok: true });
    await firstFactor();
    expect(await verify(keys[0] ?? "", true)).toMatchObject({ ok: true });
  });

  it("takes a recovery key instead, each once, and tells the owner how many are left", async () => {
    await firstFactor();
    const key = keys[3] ?? "";
    const tries = await Promise.all(Array.from({ length: 5 }, () => verify(key.toUpperCase(), true)));
    expect(tries.filter((answer) => answer.ok)).toHaveLength(1);
    expect(await secondFactorState(user.id)).toMatchObject({ keysLeft: 9 });
    await firstFactor();
    expect(await verify(key, true)).toEqual({ ok: false, error: "recovery_key_wrong" });
    const told = (await mailsTo(user.email)).find(({ subject }) => subject.includes("recovery key"));
    expect(told?.text).toContain("9 are left");
  });

  it("keeps neither the secret nor a recovery key, and nobody else's key works", async () => {
    const rows = JSON.stringify([
      await db().secondFactor.findMany(),
      await db().recoveryKey.findMany(),
      await db().auditLogEntry.findMany(),
    ]);
    expect(rows).not.toContain(secret);
    for (const key of keys) expect(rows).not.toContain(plainRecoveryKey(key));
    const other = await someAccount();
    await db().recoveryKey.updateMany({ where: { userId: user.id }, data: { userId: other.id } });
    await firstFactor();
    expect(await verify(keys[0] ?? "", true)).toEqual({ ok: false, error: "recovery_key_wrong" });
  });

  it("turned on or off signs the other browsers out, and new recovery keys kill the old", async () => {
    await firstFactor();
    await verify(codeOf(secret));
    const fresh = newRecoveryKeys();
    expect(await renewRecoveryKeys(change(), fresh)).toBe(true);
    await firstFactor();
    expect(await verify(keys[0] ?? "", true)).toEqual({ ok: false, error: "recovery_key_wrong" });
    expect(await verify(fresh[0] ?? "", true)).toMatchObject({ ok: true });
    expect(await sessions()).toBe(2);
    expect(await removeSecondFactor(change())).toBe(true);
    expect(await sessions()).toBe(0);
    expect(await firstFactor()).toMatchObject({ sessionToken: expect.any(String) });
    expect(await db().recoveryKey.count({ where: { userId: user.id } })).toBe(0);
  });

  it("is set up in the browser that began it, within ten minutes: no planted secret is confirmed", async () => {
    const fresh = await someAccount();
    await beginSecondFactor(fresh.id, "a thief's browser");
    const planted = (await pendingSecret(fresh.id, "a thief's browser")) ?? "";
    expect(await pendingSecret(fresh.id, "this browser")).toBeUndefined();
    expect(await confirmSecondFactor({ ...change(), userId: fresh.id }, codeOf(planted), keys)).toBe(false);
    await beginSecondFactor(fresh.id, "this browser");
    const own = (await pendingSecret(fresh.id, "this browser")) ?? "";
    moveClock(now().getTime() - Date.now() + minutes(10) + 1000);
    expect(await confirmSecondFactor({ ...change(), userId: fresh.id }, codeOf(own), keys)).toBe(false);
  });

  it("turned on at the same moment as somebody signs in leaves no browser without it", async () => {
    const fresh = await someAccount();
    await beginSecondFactor(fresh.id, "this browser");
    const begun = (await pendingSecret(fresh.id, "this browser")) ?? "";
    const journeys = await Promise.all(Array.from({ length: 5 }, () => createJourney("browser", { goal: "app" })));
    for (const id of journeys) await sendSignInCode({ journeyId: id, email: fresh.email, address: BROWSER.address });
    const codes = listOutbox()
      .filter((mail) => mail.to === fresh.email)
      .map((mail) => mail.subject.slice(0, 6))
      .reverse();
    await Promise.all([
      ...journeys.map((journeyId, index) =>
        signInWithCode({ journeyId, email: fresh.email, code: codes[index] ?? "", ...BROWSER }),
      ),
      confirmSecondFactor({ ...change(), userId: fresh.id }, codeOf(begun), newRecoveryKeys()),
    ]);
    expect(await secondFactorState(fresh.id)).toMatchObject({ since: expect.any(Date) });
    expect(await db().session.count({ where: { userId: fresh.id } })).toBe(0);
  });

  it("cannot be set up anew while it is on, and a wrong code turns nothing on", async () => {
    await beginSecondFactor(user.id, "this browser");
    expect(await pendingSecret(user.id, "this browser")).toBeUndefined();
    const fresh = await someAccount();
    await beginSecondFactor(fresh.id, "this browser");
    const begun = (await pendingSecret(fresh.id, "this browser")) ?? "";
    expect(await confirmSecondFactor({ ...change(), userId: fresh.id }, "000000", keys)).toBe(
      codeOf(begun) === "000000",
    );
    expect(await secondFactorState(fresh.id)).toEqual({ since: undefined, keysLeft: 0 });
  });
});
