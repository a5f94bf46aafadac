import { describe, expect, it } from "vitest";
import { passwordOf } from "@/lib/accounts/account-store";
import { changePassword } from "@/lib/accounts/password/change-password";
import { passwordMatches } from "@/lib/accounts/password/password-hash";
import { signInWithPassword } from "@/lib/accounts/sign-in-with-password";
import { isRecentlyAuthenticated, listSignedIn } from "@/lib/accounts/signed-in-store";
import { ADDRESS, setUpAccount } from "@/lib/accounts/test-account";
import { createJourney } from "@/lib/journey/journey-store";
import { mailsTo } from "@/tests/support/mails";

describe("changing an account", () => {
  const who = setUpAccount();
  const { signIn, sessions, kinds } = who;

  describe("a password", () => {
    const change = (password: string, current?: string) =>
      changePassword(who.account, { sessionId: who.sessionId, address: ADDRESS }, { password, current: current ?? "" });
    const FIRST = "orange spools in the garage";
    const SECOND = "green spools in the attic too";

    it("is set, and changed with the one before; every other browser is signed out and the owner told", async () => {
      await signIn();
      expect(await change(FIRST)).toEqual({ ok: true });
      expect(await sessions()).toEqual([{ id: who.sessionId }]);
      expect(await change(SECOND, "not that one at all")).toEqual({ ok: false, error: "current_password_wrong" });
      expect(await change(SECOND, "")).toEqual({ ok: false, error: "current_password_wrong" });
      expect(await change(SECOND, FIRST)).toEqual({ ok: true });
      expect(await passwordMatches((await passwordOf(who.account.email))?.passwordHash, SECOND)).toBe(true);
      expect((await mailsTo(who.account.email))[0]?.subject).toBe("Your OctoEverywhere password was changed");
      expect(await kinds()).toEqual(["password_changed", "password_changed"]);
    });

    it("that was changed lets no sign-in with the one before survive, however close they come", async () => {
      await change(FIRST);
      const journeyIds = await Promise.all(Array.from({ length: 6 }, () => createJourney("browser", { goal: "app" })));
      const signIns = journeyIds.map((journeyId, index) =>
        signInWithPassword({
          journeyId,
          email: who.account.email,
          password: FIRST,
          address: `203.0.113.${100 + index}`,
          device: "Safari on iPhone",
        }),
      );
      const changed = change(SECOND, FIRST);
      await Promise.all([...signIns, changed]);
      expect(await changed).toEqual({ ok: true });
      expect(await sessions()).toEqual([{ id: who.sessionId }]);
    });

    it("alone is no recent authentication: whoever found it out cannot lock the owner out", async () => {
      await change(FIRST);
      const journeyId = await createJourney("browser", { goal: "app" });
      await signInWithPassword({
        journeyId,
        email: who.account.email,
        password: FIRST,
        address: "203.0.113.77",
        device: "Thief",
      });
      const thief = (await listSignedIn(who.account.id)).find(({ device }) => device === "Thief");
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
        await changePassword(
          who.account,
          { sessionId: who.sessionId, address: ADDRESS },
          { password: SECOND, current: undefined },
        ),
      ).toEqual({ ok: true });
    });

    it("is refused where it is weak, and nothing changes", async () => {
      expect(await change("short")).toEqual({ ok: false, error: "password_too_short" });
      expect(await change("passwordpassword")).toEqual({ ok: false, error: "password_common" });
      expect((await passwordOf(who.account.email))?.passwordHash).toBeNull();
    });

    it("cannot be guessed through the page that changes it", async () => {
      await change(FIRST);
      const answers = [];
      for (let index = 0; index < 12; index++) answers.push(await change(SECOND, `a wrong guess number ${index}`));
      expect(answers.at(-1)).toMatchObject({ ok: false, error: "too_many" });
    });
  });
});
