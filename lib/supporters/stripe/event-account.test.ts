import { describe, expect, it } from "vitest";
import { days, now, seconds } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { randomToken } from "@/lib/random";
import { isSupporter } from "@/lib/supporters/perks-store";
import { outcomeOf, send, setUpStripeEvents, someBuyer, whole } from "@/lib/supporters/stripe/test-buyer";
import { checkoutEvent, paidEvent, subscriptionEvent } from "@/lib/supporters/stripe/test-events";

describe("an event of Stripe", () => {
  setUpStripeEvents();

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
});
