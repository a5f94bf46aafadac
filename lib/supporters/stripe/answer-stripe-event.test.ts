import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { days, hours, minutes, moveClock, now, seconds } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { setUpDatabase } from "@/tests/support/database";
import { someAccount } from "@/tests/support/world";
import { randomToken } from "@/lib/random";
import { isSupporter } from "@/lib/supporters/perks-store";
import { answerStripeEvent } from "@/lib/supporters/stripe/answer-stripe-event";
import {
  checkoutEvent,
  delivery,
  failedEvent,
  paidEvent,
  subscriptionEvent,
  withStripe,
  type StripeEvent,
} from "@/lib/supporters/stripe/test-events";
import { supporterState } from "@/lib/supporters/supporter-state";

/** Somebody who has gone through a checkout. */
async function someBuyer() {
  const user = await someAccount({ supporter: false });
  const sessionId = `cs_${randomToken(10)}`;
  await db().checkout.create({
    data: {
      id: randomToken(32),
      userId: user.id,
      externalId: sessionId,
      interval: "month",
      back: "/account/supporter",
      createdAt: now(),
    },
  });
  return {
    user,
    whose: {
      subscriptionId: `sub_${randomToken(10)}`,
      customerId: `cus_${randomToken(10)}`,
      userId: user.id,
      sessionId,
    },
  };
}

const whole = (time: Date) => new Date(Math.floor(time.getTime() / 1000) * 1000);
const send = async (event: object) => (await answerStripeEvent(delivery(event))).status;
const outcomeOf = async ({ id }: StripeEvent) => (await db().paymentEvent.findUnique({ where: { id } }))?.outcome;
const entitlement = (reference: string) =>
  db().entitlement.findUnique({
    where: { reference },
    select: { userId: true, source: true, endsAt: true, renews: true, revokedAt: true },
  });

describe("an event of Stripe", () => {
  setUpDatabase();
  beforeEach(() => {
    moveClock(0);
    withStripe();
  });
  afterEach(() => moveClock(0));

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

  it("that names no account finds it by the customer, also when who that is becomes known later", async () => {
    const { user, whose } = await someBuyer();
    const unnamed = { ...whose, userId: undefined };
    const first = subscriptionEvent("created", unnamed, { at: now() });
    expect(await send(first)).toBe(200);
    expect(await outcomeOf(first)).toBe("unknown_account");
    expect(await isSupporter(user.id)).toBe(false);
    expect(await send(checkoutEvent(whose, now()))).toBe(200);
    expect(await isSupporter(user.id)).toBe(true);
    const renewal = paidEvent(
      unnamed,
      new Date(now().getTime() + days(30)),
      now(),
      whole(new Date(now().getTime() + days(60))),
    );
    await send(renewal);
    expect(await outcomeOf(renewal)).toBe("applied");
  });

  it("finds its account when both become known at the same moment", async () => {
    for (let round = 0; round < 10; round++) {
      const { user, whose } = await someBuyer();
      await Promise.all([
        send(subscriptionEvent("created", { ...whose, userId: undefined }, { at: now() })),
        send(checkoutEvent(whose, now())),
      ]);
      expect(await isSupporter(user.id)).toBe(true);
    }
  });

  it("for nobody we know is recorded as such and answered with 200", async () => {
    for (const userId of [undefined, "nobody"]) {
      const event = subscriptionEvent(
        "created",
        { subscriptionId: `sub_${randomToken(8)}`, customerId: `cus_${randomToken(8)}`, userId },
        { at: now() },
      );
      expect(await send(event)).toBe(200);
      expect(await outcomeOf(event)).toBe("unknown_account");
    }
  });

  it("for an account that is gone changes nothing and is answered with 200", async () => {
    const { user, whose } = await someBuyer();
    await send(subscriptionEvent("created", whose, { at: now() }));
    await db().user.delete({ where: { id: user.id } });
    const event = subscriptionEvent("deleted", whose, {
      at: new Date(now().getTime() + seconds(5)),
      status: "canceled",
      endedAt: now(),
    });
    expect(await send(event)).toBe(200);
    expect(await outcomeOf(event)).toBe("unknown_account");
  });

  it("of a checkout that we did not open for that account joins nobody, whatever account it names", async () => {
    const {
      user: victim,
      whose: { sessionId },
    } = await someBuyer();
    const other = await someBuyer();
    const stranger = { subscriptionId: `sub_${randomToken(10)}`, customerId: `cus_${randomToken(10)}` };
    await send(subscriptionEvent("created", stranger, { at: now() }));
    for (const wrong of [
      { userId: victim.id, sessionId: "cs_of_a_payment_link" },
      { userId: victim.id, sessionId: other.whose.sessionId },
      { userId: other.user.id, sessionId },
    ]) {
      const event = checkoutEvent({ ...stranger, ...wrong }, now());
      expect(await send(event)).toBe(200);
      expect(await outcomeOf(event)).toBe("not_ours");
    }
    expect(await db().payer.count({ where: { customerId: stranger.customerId } })).toBe(0);
    expect([await isSupporter(victim.id), await isSupporter(other.user.id)]).toEqual([false, false]);
  });

  it("of something else that is sold there gives no perks, also to somebody we know", async () => {
    const { user, whose } = await someBuyer();
    await send(checkoutEvent(whose, now()));
    const otherwise = { subscriptionId: `sub_${randomToken(10)}`, customerId: whose.customerId };
    for (const event of [
      subscriptionEvent("created", otherwise, { at: now(), price: "price_of_a_mug" }),
      paidEvent(otherwise, now(), now(), new Date(now().getTime() + days(30)), "price_of_a_mug"),
      subscriptionEvent("updated", otherwise, { at: now(), price: "price_of_a_mug" }),
    ]) {
      expect(await send(event)).toBe(200);
      expect(await outcomeOf(event)).toBe("not_ours");
    }
    expect(await isSupporter(user.id)).toBe(false);
    expect(await db().subscription.count({ where: { id: otherwise.subscriptionId } })).toBe(0);
  });

  it("of a subscription at a price that we had before goes on giving perks", async () => {
    const { user, whose } = await someBuyer();
    const end = whole(new Date(now().getTime() + days(60)));
    await send(subscriptionEvent("created", whose, { at: now(), price: "price_of_last_year" }));
    expect(await isSupporter(user.id)).toBe(true);
    await send(paidEvent({ ...whose, userId: undefined }, now(), now(), end, "price_of_last_year"));
    expect(await supporterState(user.id)).toMatchObject({ kind: "active", endsAt: end });
  });

  it("with a line for something else beside ours gives perks for ours alone", async () => {
    const { user, whose } = await someBuyer();
    const end = whole(new Date(now().getTime() + days(30)));
    const event = paidEvent(whose, now(), now(), end);
    const { lines } = event.data.object as { lines: { data: object[] } };
    lines.data.push({
      period: { start: 0, end: Math.floor(end.getTime() / 1000) + 86_400 * 300 },
      pricing: { price_details: { price: "price_of_a_mug" } },
    });
    await send(event);
    expect(await supporterState(user.id)).toMatchObject({ kind: "active", endsAt: end });
  });

  it.each<[string, (object: Record<string, unknown>, event: Record<string, unknown>) => void]>([
    ["an id that cannot be kept", (object) => (object.id = "sub_\0")],
    ["a customer that cannot be kept", (object) => (object.customer = "cus_\0")],
    ["half a character", (object) => (object.customer = "cus_\ud800")],
    ["a status that cannot be kept", (object) => (object.status = "act\0ive")],
    ["a word without end", (object) => (object.status = "a".repeat(50_000))],
    ["an account that cannot be", (object) => (object.metadata = { userId: "\0" })],
    ["an end in the year 99999", (object) => (object.ended_at = 3_093_527_980_800)],
    ["an end before there was time", (object) => (object.ended_at = -62_200_000_000_000)],
    ["an end that is no time", (object) => (object.ended_at = "NaN")],
    ["a period in the year 99999", (object) => (object.items = { data: [{ current_period_end: 3_093_527_980_800 }] })],
    ["no object", (_, event) => (event.data = undefined)],
    ["a time that is none", (_, event) => (event.created = "now")],
    ["a time in the year 99999", (_, event) => (event.created = 3_093_527_980_800)],
    ["a time before there was time", (_, event) => (event.created = -62_200_000_000_000)],
    ["a kind that cannot be kept", (_, event) => (event.type = "customer.subscription.\0")],
  ])("with %s is kept as ignored, and answered with 200", async (_, spoil) => {
    const { user, whose } = await someBuyer();
    const event = subscriptionEvent("created", whose, { at: now() });
    spoil(event.data.object as Record<string, unknown>, event as unknown as Record<string, unknown>);
    expect(await send(event)).toBe(200);
    expect(await outcomeOf(event)).toBe("ignored");
    expect(await isSupporter(user.id)).toBe(false);
  });

  it("of another kind, or of a shape we cannot read, is kept as ignored", async () => {
    const odd = [
      { type: "customer.created", object: { id: "cus" } },
      { type: "customer.subscription.updated", object: { id: 5 } },
      { type: "invoice.paid", object: {} },
      { type: "invoice.paid", object: null },
      { type: "checkout.session.completed", object: { mode: "payment" } },
    ];
    for (const { type, object } of odd) {
      const event = {
        id: `evt_${randomToken(9)}`,
        object: "event" as const,
        type,
        created: 1,
        data: { object: object as object },
      };
      expect(await send(event)).toBe(200);
      expect(await outcomeOf(event)).toBe("ignored");
    }
  });

  it("of an older version of Stripe's API is understood as well", async () => {
    const { user, whose } = await someBuyer();
    const end = Math.floor((now().getTime() + days(30)) / 1000);
    const subscription = {
      id: whose.subscriptionId,
      customer: { id: whose.customerId },
      status: "active",
      metadata: { userId: user.id },
      current_period_start: end - 86_400,
      current_period_end: end,
      items: { data: [{ price: { id: "price_year", recurring: { interval: "year" } } }] },
    };
    await send({
      id: `evt_${randomToken(9)}`,
      object: "event",
      type: "customer.subscription.created",
      created: Math.floor(now().getTime() / 1000),
      data: { object: subscription },
    });
    expect(await supporterState(user.id)).toMatchObject({
      kind: "active",
      interval: "year",
      endsAt: new Date(end * 1000),
    });
    const invoice = {
      customer: whose.customerId,
      subscription: whose.subscriptionId,
      lines: {
        data: [{ period: { start: end, end: end + 86_400 } }, { proration: true, period: { start: 0, end: end * 2 } }],
      },
    };
    await send({
      id: `evt_${randomToken(9)}`,
      object: "event",
      type: "invoice.paid",
      created: end,
      data: { object: invoice },
    });
    expect(await supporterState(user.id)).toMatchObject({ endsAt: new Date((end + 86_400) * 1000) });
  });

  it("that is days late counts when Stripe signs it afresh", async () => {
    const { user, whose } = await someBuyer();
    const made = new Date(now().getTime() - days(3));
    expect(
      await send(
        subscriptionEvent("created", whose, { at: made, start: made, end: new Date(made.getTime() + days(30)) }),
      ),
    ).toBe(200);
    expect(await isSupporter(user.id)).toBe(true);
  });

  it("that is late and older than what is known changes nothing", async () => {
    const { user, whose } = await someBuyer();
    await send(subscriptionEvent("updated", whose, { at: now(), cancelAtEnd: true }));
    const before = await entitlement(whose.subscriptionId);
    const late = subscriptionEvent("created", whose, { at: new Date(now().getTime() - days(2)) });
    expect(await send(late)).toBe(200);
    expect(await outcomeOf(late)).toBe("older");
    expect(await entitlement(whose.subscriptionId)).toEqual(before);
    expect(await supporterState(user.id)).toMatchObject({ renews: false });
  });

  it("is not claimed when the database fails, so that it counts when it comes again", async () => {
    const { user, whose } = await someBuyer();
    const event = subscriptionEvent("created", whose, { at: now() });
    await db().$executeRawUnsafe(
      "CREATE OR REPLACE FUNCTION fail_now() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'a fault'; " +
        "END $$ LANGUAGE plpgsql",
    );
    for (const table of ["Subscription", "Payer", "Entitlement", "AuditLogEntry"]) {
      await db().$executeRawUnsafe(
        `CREATE TRIGGER fault AFTER INSERT ON "${table}" FOR EACH ROW EXECUTE FUNCTION fail_now()`,
      );
      await expect(answerStripeEvent(delivery(event))).rejects.toThrow();
      await db().$executeRawUnsafe(`DROP TRIGGER fault ON "${table}"`);
      expect(await outcomeOf(event)).toBeUndefined();
      expect(await isSupporter(user.id)).toBe(false);
    }
    expect(await send(event)).toBe(200);
    expect(await isSupporter(user.id)).toBe(true);
  });

  it("leaves no mail address in the database", async () => {
    const { whose } = await someBuyer();
    await send(checkoutEvent(whose, now()));
    await send(paidEvent(whose, now(), now(), new Date(now().getTime() + days(30))));
    const kept = JSON.stringify(
      await Promise.all([
        db().paymentEvent.findMany(),
        db().subscription.findMany(),
        db().payer.findMany(),
        db().auditLogEntry.findMany(),
      ]),
    );
    expect(kept).toContain(whose.customerId);
    expect(kept).not.toContain("canary-payer");
  });

  it.each<[string, (body: string) => Parameters<typeof delivery>[1]]>([
    ["not signed", () => ({ header: undefined })],
    ["signed with nothing", () => ({ header: "" })],
    ["signed in words", () => ({ header: "t=now,v1=yes" })],
    ["signed by somebody else", () => ({ secret: "whsec_of_somebody_else" })],
    ["signed and then changed", (body) => ({ sent: body.replace("active", "trialing") })],
    ["signed for another body", () => ({ sent: "{}" })],
    ["signed six minutes ago", () => ({ signedAt: new Date(now().getTime() - minutes(6)) })],
  ])("is refused with 400 when it is %s, and nothing is kept", async (_, change) => {
    const { user, whose } = await someBuyer();
    const event = subscriptionEvent("created", whose, { at: now() });
    const body = JSON.stringify(event);
    expect(await answerStripeEvent(delivery(body, change(body)))).toEqual({ status: 400, body: { received: false } });
    expect(await outcomeOf(event)).toBeUndefined();
    expect(await isSupporter(user.id)).toBe(false);
  });

  it("that is signed but no event is refused", async () => {
    for (const body of [
      "",
      "not json",
      "[]",
      "null",
      "{}",
      '{"id":5}',
      '{"id":"evt_\\u0000","type":"x","created":1,"data":{"object":{}}}',
    ])
      expect((await answerStripeEvent(delivery(body))).status, body).toBe(400);
  });
});
