import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { getAccount, passwordOf, startSession, type Account } from "@/lib/accounts/account-store";
import { killCodes, spendCodes, tryAccountCode } from "@/lib/accounts/account-code-store";
import { beginEmailChange, finishEmailChange, waitingEmail } from "@/lib/endings/change-email";
import { changePassword } from "@/lib/accounts/password/change-password";
import { passwordMatches } from "@/lib/accounts/password/password-hash";
import { reauthenticate } from "@/lib/accounts/reauthenticate";
import {
  beginSecondFactor,
  confirmSecondFactor,
  pendingSecret,
} from "@/lib/accounts/second-factor/second-factor-store";
import { sendAccountCode } from "@/lib/accounts/send-account-code";
import { signInWithPassword } from "@/lib/accounts/sign-in-with-password";
import { endSession, signOutOthers } from "@/lib/accounts/end-sessions-store";
import { isRecentlyAuthenticated, listSignedIn } from "@/lib/accounts/signed-in-store";
import { minutes, moveClock, now, seconds } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { setUpDatabase } from "@/tests/support/database";
import { someAccount } from "@/tests/support/world";
import { digest } from "@/lib/digest";
import { createJourney } from "@/lib/journey/journey-store";
import { listOutbox } from "@/lib/mail/outbox";
import { randomDigits } from "@/lib/random";
import { Secret, TOTP } from "otpauth";

const BROWSER = { address: "203.0.113.7", device: "Safari on iPhone" };
const ADDRESS = BROWSER.address;

const mailTo = (email: string) => listOutbox().find((mail) => mail.to === email);
const codeFor = (email: string) => /^\d{6}/.exec(mailTo(email)?.subject ?? "")?.[0] ?? "";
const other = (code: string, by = 1) => String((Number(code) + by) % 1_000_000).padStart(6, "0");

describe("changing an account", () => {
  setUpDatabase();
  let account: Account;
  let sessionId: string;
  const signIn = async () =>
    (
      await db().session.findUniqueOrThrow({
        where: { sessionToken: digest(await startSession(account.id, BROWSER, { recentAuth: true })) },
      })
    ).id;
  const sessions = () => db().session.findMany({ where: { userId: account.id }, select: { id: true } });
  const later = (ms: number) => moveClock(now().getTime() - Date.now() + ms);
  const kinds = async () =>
    (await db().auditLogEntry.findMany({ where: { userId: account.id } })).map((entry) => entry.kind);

  beforeEach(async () => {
    const { id } = await someAccount();
    account = (await getAccount(id)) as Account;
    sessionId = await signIn();
  });
  afterEach(() => moveClock(0));

  describe("reauthentication", () => {
    it("is signing in, for ten minutes, and then a code by mail", async () => {
      const [here] = await listSignedIn(account.id);
      expect(here && isRecentlyAuthenticated(here)).toBe(true);
      later(minutes(10) + 1000);
      expect(here && isRecentlyAuthenticated(here)).toBe(false);
      await sendAccountCode({
        sessionId,
        purpose: "reauthenticate",
        userId: account.id,
        email: account.email,
        address: ADDRESS,
      });
      expect(
        await reauthenticate({
          userId: account.id,
          email: account.email,
          sessionId,
          typed: codeFor(account.email),
          recovery: false,
          address: ADDRESS,
        }),
      ).toEqual({ ok: true });
      const [again] = await listSignedIn(account.id);
      expect(again && isRecentlyAuthenticated(again)).toBe(true);
    });

    it("is never a code by mail where there is a second factor", async () => {
      await beginSecondFactor(account.id, sessionId);
      const secret = (await pendingSecret(account.id, sessionId)) ?? "";
      const totp = () => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now().getTime() });
      await confirmSecondFactor({ userId: account.id, sessionId, address: ADDRESS }, totp(), []);
      later(minutes(11));
      await sendAccountCode({
        sessionId,
        purpose: "reauthenticate",
        userId: account.id,
        email: account.email,
        address: ADDRESS,
      });
      expect(
        await reauthenticate({
          userId: account.id,
          email: account.email,
          sessionId,
          typed: codeFor(account.email),
          recovery: false,
          address: ADDRESS,
        }),
      ).toEqual({ ok: false, error: "second_factor_wrong" });
      expect(
        await reauthenticate({
          userId: account.id,
          email: account.email,
          sessionId,
          typed: totp(),
          recovery: false,
          address: ADDRESS,
        }),
      ).toEqual({ ok: true });
    });
  });

  describe("a mailed code", () => {
    const send = (purpose: "reauthenticate" | "delete" = "delete", session = sessionId) =>
      sendAccountCode({ sessionId: session, purpose, userId: account.id, email: account.email, address: ADDRESS });

    it("works for its purpose and its browser only, and is spent once, also by ten at once", async () => {
      await send();
      const code = codeFor(account.email);
      expect(await tryAccountCode({ sessionId, purpose: "reauthenticate" }, code)).toEqual({
        ok: false,
        error: "code_missing",
      });
      const elsewhere = await signIn();
      await send("delete", elsewhere);
      expect(await tryAccountCode({ sessionId: elsewhere, purpose: "delete" }, code)).toMatchObject({
        ok: code === codeFor(account.email),
      });
      expect(
        await tryAccountCode({ sessionId, purpose: "delete" }, ` ${code.slice(0, 3)}-${code.slice(3)}`),
      ).toMatchObject({ ok: true });
      const spent = await Promise.all(Array.from({ length: 10 }, () => spendCodes(sessionId, ["delete"])));
      expect(spent.filter(Boolean)).toHaveLength(1);
    });

    it("is dead after five wrong tries in parallel, after ten minutes, and when another is sent", async () => {
      await send();
      const code = codeFor(account.email);
      const tries = await Promise.all(
        Array.from({ length: 9 }, (_, index) =>
          tryAccountCode({ sessionId, purpose: "delete" }, other(code, index + 1)),
        ),
      );
      expect(tries.filter((answer) => !answer.ok && answer.error === "code_wrong")).toHaveLength(4);
      expect(await tryAccountCode({ sessionId, purpose: "delete" }, code)).toEqual({
        ok: false,
        error: "code_used_up",
      });
      expect(await send()).toEqual({ ok: false, error: "resend_too_soon" });
      later(seconds(31));
      await send();
      later(minutes(10) + 1000);
      expect(await tryAccountCode({ sessionId, purpose: "delete" }, codeFor(account.email))).toEqual({
        ok: false,
        error: "code_expired",
      });
    });

    it("is sent once by ten posts at once, and the wait for the next stays when it is given up", async () => {
      const answers = await Promise.all(Array.from({ length: 10 }, () => send()));
      expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
      await killCodes(sessionId, ["delete"]);
      expect(await tryAccountCode({ sessionId, purpose: "delete" }, codeFor(account.email))).toMatchObject({
        ok: false,
      });
      expect(await send()).toEqual({ ok: false, error: "resend_too_soon" });
    });

    it("is kept as a keyed digest and sent six times an hour from one place, twenty times for one account", async () => {
      await send();
      expect(JSON.stringify(await db().oneTimeCode.findMany())).not.toContain(codeFor(account.email));
      const answers = [];
      for (let index = 0; index < 22; index++) answers.push(await send("reauthenticate", await signIn()));
      expect(answers.filter((answer) => answer.ok)).toHaveLength(5);
      const [second, third, fourth] = ["203.0.113.8", "203.0.113.9", "2001:db8:1:2::/64"];
      for (const address of [second, third, fourth])
        for (let index = 0; index < 6; index++)
          answers.push(
            await sendAccountCode({
              sessionId: await signIn(),
              purpose: "reauthenticate",
              userId: account.id,
              email: account.email,
              address: address ?? "",
            }),
          );
      expect(answers.filter((answer) => answer.ok).length).toBeLessThanOrEqual(20);
      expect(answers.at(-1)).toMatchObject({ ok: false, error: "too_many", retryAfterSeconds: expect.any(Number) });
    });
  });

  describe("a password", () => {
    const change = (password: string, current?: string) =>
      changePassword(account, { sessionId, address: ADDRESS }, { password, current: current ?? "" });
    const FIRST = "orange spools in the garage";
    const SECOND = "green spools in the attic too";

    it("is set, and changed with the one before; every other browser is signed out and the owner told", async () => {
      await signIn();
      expect(await change(FIRST)).toEqual({ ok: true });
      expect(await sessions()).toEqual([{ id: sessionId }]);
      expect(await change(SECOND, "not that one at all")).toEqual({ ok: false, error: "current_password_wrong" });
      expect(await change(SECOND, "")).toEqual({ ok: false, error: "current_password_wrong" });
      expect(await change(SECOND, FIRST)).toEqual({ ok: true });
      expect(await passwordMatches((await passwordOf(account.email))?.passwordHash, SECOND)).toBe(true);
      await expect.poll(() => mailTo(account.email)?.subject).toBe("Your OctoEverywhere password was changed");
      expect(await kinds()).toEqual(["password_changed", "password_changed"]);
    });

    it("that was changed lets no sign-in with the one before survive, however close they come", async () => {
      await change(FIRST);
      const portalSessionIds = await Promise.all(
        Array.from({ length: 6 }, () => createJourney("browser", { goal: "app" })),
      );
      const signIns = portalSessionIds.map((portalSessionId, index) =>
        signInWithPassword({
          portalSessionId,
          email: account.email,
          password: FIRST,
          address: `203.0.113.${100 + index}`,
          device: "Safari on iPhone",
        }),
      );
      const changed = change(SECOND, FIRST);
      await Promise.all([...signIns, changed]);
      expect(await changed).toEqual({ ok: true });
      expect(await sessions()).toEqual([{ id: sessionId }]);
    });

    it("alone is no recent authentication: whoever found it out cannot lock the owner out", async () => {
      await change(FIRST);
      const portalSessionId = await createJourney("browser", { goal: "app" });
      await signInWithPassword({
        portalSessionId,
        email: account.email,
        password: FIRST,
        address: "203.0.113.77",
        device: "Thief",
      });
      const thief = (await listSignedIn(account.id)).find(({ device }) => device === "Thief");
      expect(thief && isRecentlyAuthenticated(thief)).toBe(false);
    });

    it("is judged and hashed ten times in a quarter of an hour at most", async () => {
      const answers = [];
      for (let index = 0; index < 11; index++) answers.push(await change("short"));
      expect(answers.at(-2)).toEqual({ ok: false, error: "password_too_short" });
      expect(answers.at(-1)).toMatchObject({ ok: false, error: "too_many", retryAfterSeconds: expect.any(Number) });
    });

    it("after a forgotten one needs none before", async () => {
      await change(FIRST);
      expect(
        await changePassword(account, { sessionId, address: ADDRESS }, { password: SECOND, current: undefined }),
      ).toEqual({ ok: true });
    });

    it("is refused where it is weak, and nothing changes", async () => {
      expect(await change("short")).toEqual({ ok: false, error: "password_too_short" });
      expect(await change("passwordpassword")).toEqual({ ok: false, error: "password_common" });
      expect((await passwordOf(account.email))?.passwordHash).toBeNull();
    });

    it("cannot be guessed through the page that changes it", async () => {
      await change(FIRST);
      const answers = [];
      for (let index = 0; index < 12; index++) answers.push(await change(SECOND, `a wrong guess number ${index}`));
      expect(answers.at(-1)).toMatchObject({ ok: false, error: "too_many" });
    });
  });

  describe("another address", () => {
    let next: string;
    const finish = (oldCode: string, newCode: string) =>
      finishEmailChange(account, { sessionId, address: ADDRESS }, { old: oldCode, new: newCode });
    beforeEach(() => {
      next = `next-${randomDigits(9)}@example.org`;
    });

    it("takes the codes of both addresses, tells both, and signs the other browsers out", async () => {
      await signIn();
      expect(await beginEmailChange(account, { sessionId, address: ADDRESS }, ` ${next.toUpperCase()} `)).toEqual({
        ok: true,
      });
      const codes = [codeFor(account.email), codeFor(next)] as const;
      expect(await waitingEmail(sessionId)).toBe(next);
      expect(await finish(codes[0], other(codes[1]))).toEqual({ ok: false, error: "new_code_wrong" });
      expect(await finish(other(codes[0]), codes[1])).toEqual({ ok: false, error: "old_code_wrong" });
      expect((await getAccount(account.id))?.email).toBe(account.email);
      expect(await finish(...codes)).toEqual({ ok: true, email: next });
      expect((await getAccount(account.id))?.email).toBe(next);
      expect(await sessions()).toEqual([{ id: sessionId }]);
      await expect
        .poll(() =>
          [mailTo(account.email)?.subject, mailTo(next)?.subject].every((subject) => subject?.includes("was changed")),
        )
        .toBe(true);
      expect(await finish(...codes)).toMatchObject({ ok: false });
    });

    it("is changed once by ten posts at once", async () => {
      await beginEmailChange(account, { sessionId, address: ADDRESS }, next);
      const codes = [codeFor(account.email), codeFor(next)] as const;
      const answers = await Promise.all(Array.from({ length: 10 }, () => finish(...codes)));
      expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    });

    it("that has an account is answered in the same way; its owner is told, and no code is ever right", async () => {
      const taken = await someAccount();
      const free = await beginEmailChange(account, { sessionId, address: ADDRESS }, next);
      expect(await waitingEmail(sessionId)).toBe(next);
      const elsewhere = await signIn();
      const used = await beginEmailChange(account, { sessionId: elsewhere, address: ADDRESS }, taken.email);
      expect(used).toEqual(free);
      expect(await waitingEmail(elsewhere)).toBe(taken.email);
      expect(mailTo(taken.email)?.text).toContain("It has an account already");
      expect(codeFor(taken.email)).toBe("");
      expect(
        await finishEmailChange(
          account,
          { sessionId: elsewhere, address: ADDRESS },
          { old: codeFor(account.email), new: "000000" },
        ),
      ).toMatchObject({ ok: false });
      expect((await getAccount(taken.id))?.email).toBe(taken.email);
    });

    it("that got an account in the meantime is refused, and nothing changes", async () => {
      await beginEmailChange(account, { sessionId, address: ADDRESS }, next);
      await db().user.create({ data: { email: next } });
      expect(await finish(codeFor(account.email), codeFor(next))).toEqual({ ok: false, error: "new_code_wrong" });
      expect((await getAccount(account.id))?.email).toBe(account.email);
    });

    it.each([
      ["nonsense", "email_invalid"],
      ["a@b", "email_invalid"],
    ])("%s is none", async (typed, error) => {
      expect(await beginEmailChange(account, { sessionId, address: ADDRESS }, typed)).toEqual({ ok: false, error });
      expect(await beginEmailChange(account, { sessionId, address: ADDRESS }, account.email.toUpperCase())).toEqual({
        ok: false,
        error: "email_same",
      });
    });
  });

  describe("signed-in devices", () => {
    it("are signed out one or all, and only by their own account", async () => {
      const second = await signIn();
      await signIn();
      const stranger = await someAccount();
      expect(await endSession(stranger.id, second)).toBe(false);
      expect(await endSession(account.id, second)).toBe(true);
      expect(await signOutOthers(account.id, sessionId)).toBe(1);
      expect(await sessions()).toEqual([{ id: sessionId }]);
      expect((await listSignedIn(account.id))[0]).toMatchObject({ device: "Safari on iPhone", address: ADDRESS });
    });
  });
});
