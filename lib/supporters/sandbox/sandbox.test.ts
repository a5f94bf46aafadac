import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { days, moveClock, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { endPayments } from "@/lib/supporters/checkout/end-payments";
import { openCheckout } from "@/lib/supporters/checkout/open-checkout";
import { settlePerks } from "@/lib/supporters/lapse/settle-perks";
import { isSupporter } from "@/lib/supporters/perks-store";
import type { Interval } from "@/lib/supporters/price";
import { nextPeriodEnd } from "@/lib/supporters/sandbox/next-period-end";
import { paySandbox } from "@/lib/supporters/sandbox/sandbox-store";
import { setRenewal } from "@/lib/supporters/set-renewal";
import { supporterState } from "@/lib/supporters/supporter-state";
import { setUpDatabase } from "@/tests/support/database";
import { someAccount } from "@/tests/support/world";

describe("the sandbox", () => {
  setUpDatabase();
  let user: Awaited<ReturnType<typeof someAccount>>;
  beforeEach(async () => {
    moveClock(0);
    user = await someAccount({ supporter: false });
  });
  afterEach(() => moveClock(0));

  const buy = (interval: Interval = "month") =>
    openCheckout({ userId: user.id, email: user.email, interval, back: "/account/supporter", journeyId: null });
  const pay = async (interval: Interval = "month") => {
    const opened = await buy(interval);
    const checkout = await db().checkout.findFirstOrThrow({ where: { userId: user.id, endedAt: null } });
    expect(opened).toEqual({ ok: true, location: `/dev/checkout?checkout=${checkout.id}` });
    return paySandbox({ id: checkout.id, userId: user.id, interval });
  };

  it("begins a subscription once for each checkout, also by ten taps at once", async () => {
    await buy();
    const checkout = await db().checkout.findFirstOrThrow({ where: { userId: user.id } });
    const paid = await Promise.all(
      Array.from({ length: 10 }, () => paySandbox({ id: checkout.id, userId: user.id, interval: "month" })),
    );
    expect(paid.filter(Boolean)).toHaveLength(1);
    expect(await db().entitlement.count({ where: { userId: user.id } })).toBe(1);
    expect(await supporterState(user.id)).toMatchObject({
      kind: "active",
      source: "sandbox",
      interval: "month",
      renews: true,
      endsAt: nextPeriodEnd(
        (await db().subscription.findFirstOrThrow({ where: { userId: user.id } })).currentPeriodStart,
        "month",
      ),
    });
  });

  it("sells nothing twice", async () => {
    await pay("year");
    expect(await supporterState(user.id)).toMatchObject({ interval: "year" });
    expect(await buy()).toEqual({ ok: false, error: "already_subscribed" });
  });

  it("renews by itself, and a portal that stood still for months catches up", async () => {
    await pay();
    moveClock(days(32));
    await Promise.all([settlePerks(), settlePerks()]);
    const state = await supporterState(user.id);
    expect(state).toMatchObject({ kind: "active", renews: true });
    moveClock(days(200));
    await settlePerks();
    const later = await supporterState(user.id);
    expect(later.kind === "active" && later.endsAt > now()).toBe(true);
  });

  it("can be cancelled: perks last until the end, then through the grace period, and no longer", async () => {
    await pay();
    moveClock(days(1));
    expect(await setRenewal(user.id, false)).toEqual({ ok: true });
    expect(await supporterState(user.id)).toMatchObject({ kind: "active", renews: false });
    moveClock(days(32));
    await settlePerks();
    expect(await supporterState(user.id)).toMatchObject({ kind: "grace" });
    moveClock(days(36));
    await settlePerks();
    expect(await supporterState(user.id)).toMatchObject({ kind: "lapsed" });
    expect(await pay()).toBe(true);
    expect(await isSupporter(user.id)).toBe(true);
  });

  it("lets an account go", async () => {
    await pay();
    expect(await endPayments(user.id)).toEqual({ ok: true });
    expect(await isSupporter(user.id)).toBe(false);
  });

  it.each([
    ["2026-01-31", "month", "2026-02-28"],
    ["2028-01-31", "month", "2028-02-29"],
    ["2026-12-15", "month", "2027-01-15"],
    ["2028-02-29", "year", "2029-02-28"],
    ["2026-03-31", "month", "2026-04-30"],
  ] as const)("a period that begins on %s by the %s ends on %s", (start, interval, end) => {
    expect(nextPeriodEnd(new Date(`${start}T10:00:00Z`), interval)).toEqual(new Date(`${end}T10:00:00Z`));
  });
});
