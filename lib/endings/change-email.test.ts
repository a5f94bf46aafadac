import { beforeEach, describe, expect, it } from "vitest";
import { getAccount } from "@/lib/accounts/account-store";
import { ADDRESS, codeFor, mailTo, other, setUpAccount } from "@/lib/accounts/test-account";
import { db } from "@/lib/db/client";
import { beginEmailChange, finishEmailChange, waitingEmail } from "@/lib/endings/change-email";
import { randomDigits } from "@/lib/random";
import { mailsTo } from "@/tests/support/mails";
import { someAccount } from "@/tests/support/world";

describe("changing an account", () => {
  const who = setUpAccount();
  const { signIn, sessions } = who;

  describe("another address", () => {
    let next: string;
    const finish = (oldCode: string, newCode: string) =>
      finishEmailChange(who.account, { sessionId: who.sessionId, address: ADDRESS }, { old: oldCode, new: newCode });
    beforeEach(() => {
      next = `next-${randomDigits(9)}@example.org`;
    });

    it("takes the codes of both addresses, tells both, and signs the other browsers out", async () => {
      await signIn();
      expect(
        await beginEmailChange(who.account, { sessionId: who.sessionId, address: ADDRESS }, ` ${next.toUpperCase()} `),
      ).toEqual({
        ok: true,
      });
      const codes = [codeFor(who.account.email), codeFor(next)] as const;
      expect(await waitingEmail(who.sessionId)).toBe(next);
      expect(await finish(codes[0], other(codes[1]))).toEqual({ ok: false, error: "new_code_wrong" });
      expect(await finish(other(codes[0]), codes[1])).toEqual({ ok: false, error: "old_code_wrong" });
      expect((await getAccount(who.account.id))?.email).toBe(who.account.email);
      expect(await finish(...codes)).toEqual({ ok: true, email: next });
      expect((await getAccount(who.account.id))?.email).toBe(next);
      expect(await sessions()).toEqual([{ id: who.sessionId }]);
      for (const email of [who.account.email, next])
        expect((await mailsTo(email))[0]?.subject).toContain("was changed");
      expect(await finish(...codes)).toMatchObject({ ok: false });
    });

    it("is changed once by ten posts at once", async () => {
      await beginEmailChange(who.account, { sessionId: who.sessionId, address: ADDRESS }, next);
      const codes = [codeFor(who.account.email), codeFor(next)] as const;
      const answers = await Promise.all(Array.from({ length: 10 }, () => finish(...codes)));
      expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    });

    it("that has an account is answered in the same way; its owner is told, and no code is ever right", async () => {
      const taken = await someAccount();
      const free = await beginEmailChange(who.account, { sessionId: who.sessionId, address: ADDRESS }, next);
      expect(await waitingEmail(who.sessionId)).toBe(next);
      const elsewhere = await signIn();
      const used = await beginEmailChange(who.account, { sessionId: elsewhere, address: ADDRESS }, taken.email);
      expect(used).toEqual(free);
      expect(await waitingEmail(elsewhere)).toBe(taken.email);
      expect(mailTo(taken.email)?.text).toContain("It already has an account");
      expect(codeFor(taken.email)).toBe("");
      expect(
        await finishEmailChange(
          who.account,
          { sessionId: elsewhere, address: ADDRESS },
          { old: codeFor(who.account.email), new: "000000" },
        ),
      ).toMatchObject({ ok: false });
      expect((await getAccount(taken.id))?.email).toBe(taken.email);
    });

    it("that got an account in the meantime is refused, and nothing changes", async () => {
      await beginEmailChange(who.account, { sessionId: who.sessionId, address: ADDRESS }, next);
      await db().user.create({ data: { email: next } });
      expect(await finish(codeFor(who.account.email), codeFor(next))).toEqual({ ok: false, error: "new_code_wrong" });
      expect((await getAccount(who.account.id))?.email).toBe(who.account.email);
    });

    it.each([
      ["nonsense", "email_invalid"],
      ["a@b", "email_invalid"],
    ])("%s is none", async (typed, error) => {
      expect(await beginEmailChange(who.account, { sessionId: who.sessionId, address: ADDRESS }, typed)).toEqual({
        ok: false,
        error,
      });
      expect(
        await beginEmailChange(
          who.account,
          { sessionId: who.sessionId, address: ADDRESS },
          who.account.email.toUpperCase(),
        ),
      ).toEqual({
        ok: false,
        error: "email_same",
      });
    });
  });
});
