import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { days, fromNow, hours, minutes, moveClock, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { env, overrideEnv } from "@/lib/env";
import { randomToken } from "@/lib/random";
import { grantPerks, revokeGrants } from "@/lib/supporters/entitlement-store";
import { settlePerks } from "@/lib/supporters/lapse/settle-perks";
import { someConnected } from "@/lib/supporters/lapse/test-connected";
import { answerStripeEvent } from "@/lib/supporters/stripe/answer-stripe-event";
import { delivery, failedEvent, paidEvent, subscriptionEvent, withStripe } from "@/lib/supporters/stripe/test-events";
import { supporterState } from "@/lib/supporters/supporter-state";
import { setUpDatabase } from "@/tests/support/database";
import { mailsTo } from "@/tests/support/mails";
import { someAccount } from "@/tests/support/world";

describe("perks that end", () => {
  setUpDatabase();
  beforeEach(() => {
    moveClock(0);
    overrideEnv({ payments: { ...env().payments, graceDays: 3, everyoneSupports: false, stripe: undefined } });
  });
  afterEach(() => moveClock(0));

  it("by themselves: apps work through the grace period, then answer 605, and again work after return", async () => {
    const { user, status, auditLog, suspended } = await someConnected();
    const at = async (offset: number) => {
      moveClock(offset);
      await settlePerks();
      return [await status(), (await supporterState(user.id)).kind, await suspended()];
    };
    expect(await at(0)).toEqual([200, "active", false]);
    expect(await at(days(30) - minutes(1))).toEqual([200, "active", false]);
    expect(await at(days(30) + minutes(1))).toEqual([200, "grace", false]);
    expect(await at(days(33) - minutes(1))).toEqual([200, "grace", false]);
    expect(await at(days(33) + minutes(1))).toEqual([605, "lapsed", true]);
    expect(await at(days(300))).toEqual([605, "lapsed", true]);
    await grantPerks({ userId: user.id, endsAt: fromNow(days(30)), reason: undefined });
    expect(await status()).toBe(200);
    expect(await at(days(300))).toEqual([200, "active", false]);
    expect(await auditLog()).toEqual(["perks_paused", "perks_back"]);
  });

  it("by being taken back end at once, without grace", async () => {
    const { user, status, subjects, suspended } = await someConnected();
    expect(await revokeGrants(user.id)).toBe(1);
    expect(await status()).toBe(605);
    await settlePerks();
    expect(await suspended()).toBe(true);
    expect(await supporterState(user.id)).toMatchObject({ kind: "lapsed" });
    expect(await subjects()).toEqual(["Your OctoEverywhere apps are paused"]);
  });

  it("have no grace where it is set to none, and as much as is set", async () => {
    const { status } = await someConnected();
    overrideEnv({ payments: { ...env().payments, graceDays: 0 } });
    moveClock(days(30) + minutes(1));
    expect(await status()).toBe(605);
    overrideEnv({ payments: { ...env().payments, graceDays: 30 } });
    moveClock(days(60) - minutes(1));
    expect(await status()).toBe(200);
  });

  it("are announced before, when the grace period begins, when it ends, and on return, each once", async () => {
    const { user, subjects } = await someConnected();
    const seen: string[][] = [];
    for (const offset of [
      0,
      days(26),
      days(27) + minutes(1),
      days(29),
      days(30) + minutes(1),
      days(32),
      days(33) + minutes(1),
      days(34),
    ]) {
      moveClock(offset);
      await Promise.all([settlePerks(), settlePerks()]);
      seen.push(await subjects());
    }
    const [ending, grace] = [
      /^Your OctoEverywhere Supporter Perks end on \w+ \d+, \d{4}$/,
      /^Your OctoEverywhere apps work until \w+ \d+, \d{4}$/,
    ].map((pattern) => expect.stringMatching(pattern));
    expect(seen).toEqual([
      [],
      [],
      [ending],
      [ending],
      [ending, grace],
      [ending, grace],
      [ending, grace, "Your OctoEverywhere apps are paused"],
      [ending, grace, "Your OctoEverywhere apps are paused"],
    ]);
    await grantPerks({ userId: user.id, endsAt: fromNow(days(30)), reason: undefined });
    await settlePerks();
    await settlePerks();
    expect((await subjects()).slice(3)).toEqual(["Your OctoEverywhere apps work again"]);
    // The next end is another one, and is told again.
    moveClock(days(34) + days(31));
    await settlePerks();
    expect((await subjects()).slice(4)).toEqual([grace]);
  });

  it("are mailed about without anything that signs in, naming where to change it", async () => {
    const { user } = await someConnected();
    moveClock(days(28));
    await settlePerks();
    const [mail] = await mailsTo(user.email);
    expect(mail?.text).toContain("http://localhost:3000/account/supporter\n");
    expect(mail?.text.match(/https?:\S+/g)).toEqual(["http://localhost:3000/account/supporter"]);
  });

  it("are mailed about again when the mail server was out of reach", async () => {
    const { subjects } = await someConnected();
    moveClock(days(28));
    overrideEnv({ smtpUrl: "smtp://127.0.0.1:1" });
    await settlePerks();
    expect(await subjects()).toEqual([]);
    overrideEnv({ smtpUrl: undefined });
    moveClock(days(28) + minutes(1));
    await settlePerks();
    expect(await subjects()).toHaveLength(1);
  });

  it("are not announced where they go on by themselves, or were meant to be short", async () => {
    withStripe();
    const { user, subjects } = await someConnected(fromNow(days(2)));
    const end = fromNow(days(30));
    await answerStripeEvent(
      delivery(
        subscriptionEvent(
          "created",
          { subscriptionId: "sub_goes_on", customerId: "cus_goes_on", userId: user.id },
          { at: now(), end },
        ),
      ),
    );
    for (const offset of [0, days(1), days(28)]) {
      moveClock(offset);
      await settlePerks();
    }
    expect(await subjects()).toEqual([]);
  });

  it("by a failed payment: told once until when apps work, however often it is tried; over once paid", async () => {
    withStripe();
    const user = await someAccount({ supporter: false });
    const whose = { subscriptionId: `sub_${randomToken(8)}`, customerId: `cus_${randomToken(8)}`, userId: user.id };
    const start = now();
    const [second, third] = [new Date(start.getTime() + days(30)), new Date(start.getTime() + days(60))];
    const tell = (event: object) => answerStripeEvent(delivery(event));
    const subjects = async () => (await mailsTo(user.email)).map((mail) => mail.subject).reverse();
    await tell(subscriptionEvent("created", whose, { at: start, end: second }));
    moveClock(days(30) + hours(1));
    await tell(subscriptionEvent("updated", whose, { at: second, start: second, end: third }));
    await tell(failedEvent(whose, now(), second, third));
    await settlePerks();
    await tell(subscriptionEvent("updated", whose, { at: now(), status: "past_due", start: second, end: third }));
    await settlePerks();
    expect(await supporterState(user.id)).toMatchObject({ kind: "grace", paymentFailed: true });
    expect(await subjects()).toHaveLength(1);
    moveClock(days(32));
    await tell(failedEvent(whose, now(), second, third));
    await settlePerks();
    expect(await subjects()).toEqual(["Your payment to OctoEverywhere didn’t go through"]);
    moveClock(days(34));
    await settlePerks();
    expect(await supporterState(user.id)).toMatchObject({ kind: "lapsed", paymentFailed: true });
    await tell(paidEvent(whose, now(), second, third));
    await settlePerks();
    expect(await supporterState(user.id)).toMatchObject({ kind: "active", renews: true });
    expect((await subjects()).slice(1)).toEqual([
      "Your OctoEverywhere apps are paused",
      "Your OctoEverywhere apps work again",
    ]);
  });

  it("suspend and resume once, also when ten servers settle at once", async () => {
    const { user, auditLog, suspended } = await someConnected();
    moveClock(days(40));
    await Promise.all(Array.from({ length: 10 }, () => settlePerks()));
    expect([await suspended(), await auditLog()]).toEqual([true, ["perks_paused"]]);
    await grantPerks({ userId: user.id, endsAt: fromNow(days(30)), reason: undefined });
    await Promise.all(Array.from({ length: 10 }, () => settlePerks()));
    expect([await suspended(), await auditLog()]).toEqual([false, ["perks_paused", "perks_back"]]);
  });

  it("long ago are settled without a mail", async () => {
    const { subjects, suspended } = await someConnected();
    moveClock(days(100));
    await settlePerks();
    expect(await suspended()).toBe(true);
    expect(await subjects()).toEqual([]);
  });

  it("suspend nobody who never had any", async () => {
    const user = await someAccount({ supporter: false });
    await settlePerks();
    expect((await db().user.findUniqueOrThrow({ where: { id: user.id } })).suspendedAt).toBeNull();
    expect(await supporterState(user.id)).toEqual({ kind: "none" });
  });

  it("do not matter where everybody has perks", async () => {
    const { user, status, suspended, subjects } = await someConnected();
    moveClock(days(40));
    await settlePerks();
    expect([await status(), await suspended()]).toEqual([605, true]);
    overrideEnv({ payments: { ...env().payments, everyoneSupports: true } });
    expect(await status()).toBe(200);
    await settlePerks();
    expect([await suspended(), await supporterState(user.id)]).toEqual([false, { kind: "everyone" }]);
    expect(await subjects()).toHaveLength(0);
  });
});
