import { describe, expect, it } from "vitest";
import { days, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { randomToken } from "@/lib/random";
import { isSupporter } from "@/lib/supporters/perks-store";
import { outcomeOf, send, setUpStripeEvents, someBuyer, whole } from "@/lib/supporters/stripe/test-buyer";
import { checkoutEvent, paidEvent, subscriptionEvent } from "@/lib/supporters/stripe/test-events";
import { supporterState } from "@/lib/supporters/supporter-state";

describe("an event of Stripe", () => {
  setUpStripeEvents();

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
});
