import { describe, expect, it } from "vitest";
import { minutes, moveClock, now, seconds } from "@/lib/clock";
import { askAboutCheckout, isLongAwaited } from "@/lib/supporters/checkout/ask-about-checkout";
import { recordReturn } from "@/lib/supporters/checkout/checkout-store";
import { setUpBuyer } from "@/lib/supporters/checkout/test-buyer";
import { isSupporter } from "@/lib/supporters/perks-store";
import { answerStripeEvent } from "@/lib/supporters/stripe/answer-stripe-event";
import { delivery, subscriptionEvent } from "@/lib/supporters/stripe/test-events";
import { supporterState } from "@/lib/supporters/supporter-state";

describe("buying Supporter Perks", () => {
  const buyer = setUpBuyer();
  const { opened, awaited } = buyer;

  describe("and coming back before the event", () => {
    const questions = () => buyer.stripe.calls.filter((call) => call.startsWith("GET /v1/checkout/sessions/")).length;

    it("asks the provider ten seconds later, at most every five, and believes the answer like an event", async () => {
      const { session, id } = await opened();
      buyer.stripe.pay(session.id);
      await recordReturn(id);
      const before = questions();
      expect(await askAboutCheckout(await awaited(id))).toBe(false);
      moveClock(seconds(9));
      expect(await askAboutCheckout(await awaited(id))).toBe(false);
      expect(questions()).toBe(before);
      moveClock(seconds(11));
      const asked = await Promise.all(Array.from({ length: 5 }, async () => askAboutCheckout(await awaited(id))));
      expect(asked.filter(Boolean)).toHaveLength(1);
      expect(questions()).toBe(before + 1);
      expect(await supporterState(buyer.user.id)).toMatchObject({ kind: "active", source: "stripe", renews: true });
      moveClock(seconds(14));
      expect(await askAboutCheckout(await awaited(id))).toBe(false);
      moveClock(seconds(17));
      expect(await askAboutCheckout(await awaited(id))).toBe(true);
    });

    it("goes on waiting while the provider does not answer, and says so after two minutes", async () => {
      const { session, id } = await opened();
      buyer.stripe.pay(session.id);
      await recordReturn(id);
      buyer.stripe.broken = true;
      moveClock(seconds(119));
      expect(await askAboutCheckout(await awaited(id))).toBe(true);
      expect(isLongAwaited(await awaited(id))).toBe(false);
      moveClock(minutes(2) + seconds(1));
      expect(isLongAwaited(await awaited(id))).toBe(true);
      expect(await isSupporter(buyer.user.id)).toBe(false);
      buyer.stripe.broken = false;
      expect(await askAboutCheckout({ ...(await awaited(id)), id })).toBe(false);
      moveClock(minutes(3));
      expect(await askAboutCheckout(await awaited(id))).toBe(true);
      expect(await isSupporter(buyer.user.id)).toBe(true);
    });

    it("does not let an answer outdo an event that is newer", async () => {
      const { session, id } = await opened();
      const subscription = buyer.stripe.pay(session.id);
      const whose = { subscriptionId: subscription.id, customerId: session.customer, userId: buyer.user.id };
      await answerStripeEvent(
        delivery(
          subscriptionEvent("updated", whose, { at: new Date(now().getTime() + seconds(2)), cancelAtEnd: true }),
        ),
      );
      await recordReturn(id);
      moveClock(seconds(11));
      expect(await askAboutCheckout(await awaited(id))).toBe(true);
      expect(await supporterState(buyer.user.id)).toMatchObject({ kind: "active", renews: false });
    });
  });
});
