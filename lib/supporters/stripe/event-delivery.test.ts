import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { days, minutes, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { isSupporter } from "@/lib/supporters/perks-store";
import { answerStripeEvent } from "@/lib/supporters/stripe/answer-stripe-event";
import { entitlement, outcomeOf, send, setUpStripeEvents, someBuyer } from "@/lib/supporters/stripe/test-buyer";
import { checkoutEvent, delivery, paidEvent, subscriptionEvent } from "@/lib/supporters/stripe/test-events";
import { supporterState } from "@/lib/supporters/supporter-state";

describe("an event of Stripe", () => {
  setUpStripeEvents();

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

  it("is refused with any text for a signature, and never a fault", async () => {
    const event = subscriptionEvent("created", { subscriptionId: "sub_1", customerId: "cus_1" }, { at: now() });
    const call = delivery(event);
    const texts = fc.oneof(
      fc.constantFrom(
        "",
        "t=1,v1=",
        "t=,v1=",
        "t=1",
        "v1=00",
        "t=1,v1=00,v1=",
        "t=1e9,v1=zz",
        "t=1,v1=\u00e9",
        ",",
        "=",
      ),
      fc.string({ unit: "binary", maxLength: 80 }),
      fc.tuple(fc.nat(), fc.string({ maxLength: 70 })).map(([at, text]) => `t=${at},v1=${text}`),
    );
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const headers = { ...call.headers, "stripe-signature": text };
        expect((await answerStripeEvent({ ...call, headers })).status).toBe(400);
      }),
    );
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
