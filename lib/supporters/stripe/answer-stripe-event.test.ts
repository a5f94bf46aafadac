import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { days, hours, now, seconds } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { entitlement, send, setUpStripeEvents, someBuyer, whole } from "@/lib/supporters/stripe/test-buyer";
import { checkoutEvent, failedEvent, paidEvent, subscriptionEvent } from "@/lib/supporters/stripe/test-events";
import { supporterState } from "@/lib/supporters/supporter-state";

describe("an event of Stripe", () => {
  setUpStripeEvents();

  it("makes a supporter of who paid, until the end of the period", async () => {
    const { user, whose } = await someBuyer();
    const end = whole(new Date(now().getTime() + days(30)));
    expect(await send(subscriptionEvent("created", whose, { at: now(), end }))).toBe(200);
    expect(await entitlement(whose.subscriptionId)).toEqual({
      userId: user.id,
      source: "stripe",
      endsAt: end,
      renews: true,
      revokedAt: null,
    });
    expect(await supporterState(user.id)).toMatchObject({
      kind: "active",
      source: "stripe",
      interval: "month",
      renews: true,
      endsAt: end,
    });
    expect((await db().auditLogEntry.findMany({ where: { userId: user.id } })).map(({ kind }) => kind)).toEqual([
      "perks_granted",
    ]);
  });

  it("is applied once, also when it comes twenty times at once", async () => {
    const { user, whose } = await someBuyer();
    const event = subscriptionEvent("created", whose, { at: now() });
    const statuses = await Promise.all(Array.from({ length: 20 }, () => send(event)));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(await db().entitlement.count({ where: { userId: user.id } })).toBe(1);
    expect(await db().auditLogEntry.count({ where: { userId: user.id, kind: "perks_granted" } })).toBe(1);
  });

  it("beside nineteen others of the same subscription, all at once, leaves the newest truth", async () => {
    const { whose } = await someBuyer();
    const start = whole(now());
    const events = Array.from({ length: 20 }, (_, index) =>
      subscriptionEvent("updated", whose, {
        at: new Date(start.getTime() + seconds(index)),
        end: new Date(start.getTime() + days(index + 1)),
        cancelAtEnd: index % 2 === 0,
      }),
    );
    expect(new Set(await Promise.all([...events].reverse().map(send)))).toEqual(new Set([200]));
    expect(await entitlement(whose.subscriptionId)).toMatchObject({
      endsAt: new Date(start.getTime() + days(20)),
      renews: true,
    });
  });

  it("comes to the same in any order, with repeats, and with whatever is missing before the newest", async () => {
    const start = whole(now());
    const at = (offset: number) => new Date(start.getTime() + offset);
    const history = (whose: Parameters<typeof paidEvent>[0]) => [
      subscriptionEvent("created", whose, { at: at(0), status: "incomplete", start: at(0), end: at(days(30)) }),
      checkoutEvent(whose, at(0)),
      paidEvent(whose, at(0), at(0), at(days(30))),
      subscriptionEvent("updated", whose, { at: at(0), start: at(0), end: at(days(30)) }),
      subscriptionEvent("updated", whose, { at: at(days(30)), start: at(days(30)), end: at(days(60)) }),
      failedEvent(whose, at(days(30) + hours(1)), at(days(30)), at(days(60))),
      subscriptionEvent("updated", whose, {
        at: at(days(30) + hours(1)),
        status: "past_due",
        start: at(days(30)),
        end: at(days(60)),
      }),
      paidEvent(whose, at(days(31)), at(days(30)), at(days(60))),
      subscriptionEvent("updated", whose, {
        at: at(days(31)),
        start: at(days(30)),
        end: at(days(60)),
        cancelAtEnd: true,
      }),
    ];
    const last = history({ subscriptionId: "", customerId: "" }).length - 1;
    const plan = fc.uniqueArray(fc.integer({ min: 0, max: last }), { maxLength: last + 1 }).chain((some) => {
      const kept = [...new Set([...some, last])];
      return fc.tuple(
        fc.shuffledSubarray(kept, { minLength: kept.length }),
        fc.array(fc.constantFrom(...kept), { maxLength: 3 }),
      );
    });
    await fc.assert(
      fc.asyncProperty(plan, async ([order, repeats]) => {
        const { user, whose } = await someBuyer();
        const events = history(whose);
        for (const index of [...order, ...repeats]) expect(await send(events[index] ?? {})).toBe(200);
        expect(await entitlement(whose.subscriptionId)).toEqual({
          userId: user.id,
          source: "stripe",
          endsAt: at(days(60)),
          renews: false,
          revokedAt: null,
        });
        expect(await db().payer.findUnique({ where: { userId: user.id } })).toMatchObject({
          customerId: whose.customerId,
        });
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  it("of a payment extends perks by itself, where the subscription's own event never came", async () => {
    const { user, whose } = await someBuyer();
    const end = whole(new Date(now().getTime() + days(30)));
    expect(await send(paidEvent(whose, now(), now(), end))).toBe(200);
    expect(await supporterState(user.id)).toMatchObject({ kind: "active", endsAt: end });
  });
});
