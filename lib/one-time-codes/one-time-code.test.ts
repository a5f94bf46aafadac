import { beforeEach, describe, expect, it } from "vitest";
import { now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { triesOf, type JourneyCode } from "@/lib/one-time-codes/one-time-code";
import { saveCode, tryCode } from "@/lib/one-time-codes/one-time-code-store";
import { randomToken } from "@/lib/random";
import { setUpDatabase } from "@/tests/support/database";
import { someAccount } from "@/tests/support/world";

const email = "robin@example.org";
const CODE = "123456";

describe("a one-time code", () => {
  setUpDatabase();
  let journeyId: string;
  const of = (purpose: JourneyCode["purpose"]): JourneyCode => ({ purpose, journeyId });
  const tried = (purpose: JourneyCode["purpose"], code: string) =>
    db().$transaction((tx) => tryCode(tx, of(purpose), code));

  beforeEach(async () => {
    journeyId = randomToken(32);
    await db().journey.create({ data: { id: journeyId, browserDigest: digest("browser"), goal: "app" } });
  });

  it("works for its own purpose only, also where one journey has two", async () => {
    await saveCode(of("sign_in"), { email, code: CODE });
    await saveCode(of("octoprint_key"), { email, code: "654321" });
    expect(await tried("octoprint_key", CODE)).toEqual({ ok: false, error: "code_wrong" });
    expect(await tried("sign_in", CODE)).toMatchObject({ ok: true });
  });

  it.each(["sign_in", "octoprint_key"] as const)(
    "of purpose %s has as many tries as it says, in parallel",
    async (purpose) => {
      await saveCode(of(purpose), { email, code: CODE });
      const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => tried(purpose, `00000${index}`)));
      expect(answers.filter((answer) => !answer.ok && answer.error === "code_wrong")).toHaveLength(
        triesOf(purpose) - 1,
      );
      expect(await tried(purpose, CODE)).toEqual({ ok: false, error: "code_used_up" });
    },
  );

  it("replaces the one before, wrong tries and all, also when ten are saved at once", async () => {
    await saveCode(of("sign_in"), { email, code: CODE });
    await tried("sign_in", "000000");
    await Promise.all(
      Array.from({ length: 10 }, (_, index) => saveCode(of("sign_in"), { email, code: `99999${index}` })),
    );
    const rows = await db().oneTimeCode.findMany({ where: of("sign_in") });
    expect(rows).toMatchObject([{ wrongTries: 0, usedAt: null }]);
    expect(await tried("sign_in", CODE)).toEqual({ ok: false, error: "code_wrong" });
  });

  it("is of a journey or of a sign-in, never of both or of none", async () => {
    const { id: userId } = await someAccount();
    const session = await db().session.create({
      data: { userId, sessionToken: digest(randomToken(43)), expires: now() },
    });
    const row = { purpose: "delete", email, codeDigest: "x", expiresAt: now() } as const;
    const make = (owner: { journeyId?: string; sessionId?: string }) =>
      db().oneTimeCode.create({ data: { ...row, ...owner } });
    await expect(make({})).rejects.toThrow();
    await expect(make({ journeyId, sessionId: session.id })).rejects.toThrow();
    expect(await make({ sessionId: session.id })).toMatchObject({ wrongTries: 0 });
  });

  it("goes with its journey", async () => {
    await saveCode(of("sign_in"), { email, code: CODE });
    await db().journey.delete({ where: { id: journeyId } });
    expect(await tried("sign_in", CODE)).toEqual({ ok: false, error: "code_missing" });
  });
});
