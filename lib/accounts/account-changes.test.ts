import { Secret, TOTP } from "otpauth";
import { describe, expect, it } from "vitest";
import { killCodes, spendCodes, tryAccountCode } from "@/lib/accounts/account-code-store";
import { endSession, signOutOthers } from "@/lib/accounts/end-sessions-store";
import { reauthenticate } from "@/lib/accounts/reauthenticate";
import {
  beginSecondFactor,
  confirmSecondFactor,
  pendingSecret,
} from "@/lib/accounts/second-factor/second-factor-store";
import { sendAccountCode } from "@/lib/accounts/send-account-code";
import { isRecentlyAuthenticated, listSignedIn } from "@/lib/accounts/signed-in-store";
import { ADDRESS, codeFor, other, setUpAccount } from "@/lib/accounts/test-account";
import { minutes, now, seconds } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { someAccount } from "@/tests/support/world";

describe("changing an account", () => {
  const who = setUpAccount();
  const { signIn, sessions, later } = who;

  describe("reauthentication", () => {
    it("is signing in, for ten minutes, and then a code by mail", async () => {
      const [here] = await listSignedIn(who.account.id);
      expect(here && isRecentlyAuthenticated(here)).toBe(true);
      later(minutes(10) + 1000);
      expect(here && isRecentlyAuthenticated(here)).toBe(false);
      await sendAccountCode({
        sessionId: who.sessionId,
        purpose: "reauthenticate",
        userId: who.account.id,
        email: who.account.email,
        address: ADDRESS,
      });
      expect(
        await reauthenticate({
          userId: who.account.id,
          email: who.account.email,
          sessionId: who.sessionId,
          typed: codeFor(who.account.email),
          recovery: false,
          address: ADDRESS,
        }),
      ).toEqual({ ok: true });
      const [again] = await listSignedIn(who.account.id);
      expect(again && isRecentlyAuthenticated(again)).toBe(true);
    });

    it("is never a code by mail where there is a second factor", async () => {
      await beginSecondFactor(who.account.id, who.sessionId);
      const secret = (await pendingSecret(who.account.id, who.sessionId)) ?? "";
      const totp = () => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now().getTime() });
      await confirmSecondFactor({ userId: who.account.id, sessionId: who.sessionId, address: ADDRESS }, totp(), []);
      later(minutes(11));
      await sendAccountCode({
        sessionId: who.sessionId,
        purpose: "reauthenticate",
        userId: who.account.id,
        email: who.account.email,
        address: ADDRESS,
      });
      expect(
        await reauthenticate({
          userId: who.account.id,
          email: who.account.email,
          sessionId: who.sessionId,
          typed: codeFor(who.account.email),
          recovery: false,
          address: ADDRESS,
        }),
      ).toEqual({ ok: false, error: "second_factor_wrong" });
      expect(
        await reauthenticate({
          userId: who.account.id,
          email: who.account.email,
          sessionId: who.sessionId,
          typed: totp(),
          recovery: false,
          address: ADDRESS,
        }),
      ).toEqual({ ok: true });
    });
  });

  describe("a mailed code", () => {
    const send = (purpose: "reauthenticate" | "delete" = "delete", session = who.sessionId) =>
      sendAccountCode({
        sessionId: session,
        purpose,
        userId: who.account.id,
        email: who.account.email,
        address: ADDRESS,
      });

    it("works for its purpose and its browser only, and is spent once, also by ten at once", async () => {
      await send();
      const code = codeFor(who.account.email);
      expect(await tryAccountCode({ sessionId: who.sessionId, purpose: "reauthenticate" }, code)).toEqual({
        ok: false,
        error: "code_missing",
      });
      const elsewhere = await signIn();
      await send("delete", elsewhere);
      expect(await tryAccountCode({ sessionId: elsewhere, purpose: "delete" }, code)).toMatchObject({
        ok: code === codeFor(who.account.email),
      });
      expect(
        await tryAccountCode({ sessionId: who.sessionId, purpose: "delete" }, ` ${code.slice(0, 3)}-${code.slice(3)}`),
      ).toMatchObject({ ok: true });
      const spent = await Promise.all(Array.from({ length: 10 }, () => spendCodes(who.sessionId, ["delete"])));
      expect(spent.filter(Boolean)).toHaveLength(1);
    });

    it("is dead after five wrong tries in parallel, after ten minutes, and when another is sent", async () => {
      await send();
      const code = codeFor(who.account.email);
      const tries = await Promise.all(
        Array.from({ length: 9 }, (_, index) =>
          tryAccountCode({ sessionId: who.sessionId, purpose: "delete" }, other(code, index + 1)),
        ),
      );
      expect(tries.filter((answer) => !answer.ok && answer.error === "code_wrong")).toHaveLength(4);
      expect(await tryAccountCode({ sessionId: who.sessionId, purpose: "delete" }, code)).toEqual({
        ok: false,
        error: "code_used_up",
      });
      expect(await send()).toEqual({ ok: false, error: "resend_too_soon" });
      later(seconds(31));
      await send();
      later(minutes(10) + 1000);
      expect(await tryAccountCode({ sessionId: who.sessionId, purpose: "delete" }, codeFor(who.account.email))).toEqual(
        {
          ok: false,
          error: "code_expired",
        },
      );
    });

    it("is sent once by ten posts at once, and the wait for the next stays when it is given up", async () => {
      const answers = await Promise.all(Array.from({ length: 10 }, () => send()));
      expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
      await killCodes(who.sessionId, ["delete"]);
      expect(
        await tryAccountCode({ sessionId: who.sessionId, purpose: "delete" }, codeFor(who.account.email)),
      ).toMatchObject({
        ok: false,
      });
      expect(await send()).toEqual({ ok: false, error: "resend_too_soon" });
    });

    it("is kept as a keyed digest, sent six times an hour from one place and twenty for an account", async () => {
      await send();
      expect(JSON.stringify(await db().oneTimeCode.findMany())).not.toContain(codeFor(who.account.email));
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
              userId: who.account.id,
              email: who.account.email,
              address: address ?? "",
            }),
          );
      expect(answers.filter((answer) => answer.ok).length).toBeLessThanOrEqual(20);
      expect(answers.at(-1)).toMatchObject({ ok: false, error: "too_many", retryAfterSeconds: expect.any(Number) });
    });
  });

  describe("signed-in devices", () => {
    it("are signed out one or all, and only by their own account", async () => {
      const second = await signIn();
      await signIn();
      const stranger = await someAccount();
      expect(await endSession(stranger.id, second)).toBe(false);
      expect(await endSession(who.account.id, second)).toBe(true);
      expect(await signOutOthers(who.account.id, who.sessionId)).toBe(1);
      expect(await sessions()).toEqual([{ id: who.sessionId }]);
      expect((await listSignedIn(who.account.id))[0]).toMatchObject({ device: "Safari on iPhone", address: ADDRESS });
    });
  });
});
