import { describe, expect, it } from "vitest";
import { hours, moveClock, now, seconds } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { env, overrideEnv } from "@/lib/env";
import { findCheckout } from "@/lib/supporters/checkout/checkout-store";
import { manageUrl } from "@/lib/supporters/checkout/manage-url";
import { setUpBuyer } from "@/lib/supporters/checkout/test-buyer";
import { isSupporter } from "@/lib/supporters/perks-store";
import { answerStripeEvent } from "@/lib/supporters/stripe/answer-stripe-event";
import { delivery } from "@/lib/supporters/stripe/test-events";
import { someAccount } from "@/tests/support/world";

describe("buying Supporter Perks", () => {
  const buyer = setUpBuyer();
  const { buy, opened, sessionsOf, openOnes } = buyer;

  it("leads to a checkout of this account at the chosen price, which comes back to us", async () => {
    const { session, id } = await opened({ interval: "year" });
    expect(session).toMatchObject({
      mode: "subscription",
      client_reference_id: buyer.user.id,
      metadata: { userId: buyer.user.id, price: "price_year" },
    });
    expect(session.success_url).toBe(`http://localhost:3000/account/supporter/payment/return?checkout=${id}`);
    expect(session.cancel_url).toBe("http://localhost:3000/account/supporter?declined=1");
    expect((await db().payer.findUnique({ where: { userId: buyer.user.id } }))?.customerId).toBe(session.customer);
  });

  it("a second time, also by a double tap, leads to the same checkout", async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => buy()));
    expect(new Set(answers.map((answer) => answer.ok && answer.location)).size).toBe(1);
    expect(answers.every((answer) => answer.ok)).toBe(true);
    expect(await buy()).toEqual(answers[0]);
    expect(sessionsOf()).toHaveLength(1);
  });

  it("in a second tab with another choice makes the first one unpayable", async () => {
    const first = await opened();
    const second = await opened({ interval: "year", back: "/appportal/v1/nosupporterperks" });
    expect(first.session.status).toBe("expired");
    expect(openOnes().map(({ id }) => id)).toEqual([second.session.id]);
  });

  it("in two tabs with two choices at once never leaves two that can be paid", async () => {
    for (let round = 0; round < 8; round++) {
      buyer.user = await someAccount({ supporter: false });
      await Promise.all([buy(), buy({ interval: "year" }), buy({ back: "/appportal/v1/nosupporterperks" })]);
      expect(openOnes().length, `round ${round}`).toBeLessThanOrEqual(1);
      expect(await buy()).toMatchObject({ ok: true });
      expect(openOnes()).toHaveLength(1);
    }
  });

  it("again once it was paid in another tab is refused, although no event has come, and perks begin", async () => {
    const { session } = await opened();
    buyer.stripe.pay(session.id);
    expect(await buy()).toEqual({ ok: false, error: "already_subscribed" });
    expect(await buy({ interval: "year" })).toEqual({ ok: false, error: "already_subscribed" });
    expect(await isSupporter(buyer.user.id)).toBe(true);
    expect(openOnes()).toEqual([]);
  });

  it("is possible again once a checkout has expired, or a subscription has ended", async () => {
    const first = await opened();
    first.session.status = "expired";
    const second = await opened();
    expect(second.session.id).not.toBe(first.session.id);
    const subscription = buyer.stripe.pay(second.session.id);
    expect(await buy()).toEqual({ ok: false, error: "already_subscribed" });
    Object.assign(subscription, { status: "canceled", ended_at: Math.floor(now().getTime() / 1000) + 5 });
    moveClock(seconds(30));
    await answerStripeEvent(
      delivery({
        id: `evt_end_${subscription.id}`,
        object: "event",
        type: "customer.subscription.deleted",
        created: Math.floor(now().getTime() / 1000),
        data: { object: subscription },
      }),
    );
    expect(await isSupporter(buyer.user.id)).toBe(false);
    expect((await opened()).session.status).toBe("open");
  });

  it("sends somebody whose payment failed to mend it, instead of selling a second subscription", async () => {
    const { session } = await opened();
    const past = new Date(now().getTime() - hours(24 * 10));
    buyer.stripe.pay(session.id, { status: "past_due", start: past, end: new Date(past.getTime() + hours(24 * 30)) });
    const answer = await buy({ back: "/appportal/v1/nosupporterperks" });
    const back = encodeURIComponent("http://localhost:3000/appportal/v1/nosupporterperks");
    expect(answer).toEqual({ ok: true, location: `${buyer.stripe.url}/manage/${session.customer}?back=${back}` });
    expect(sessionsOf()).toHaveLength(1);
  });

  it("sends somebody to mend a failed payment in the grace period as well", async () => {
    const { session } = await opened();
    const past = new Date(now().getTime() - hours(24));
    buyer.stripe.pay(session.id, { status: "past_due", start: past, end: new Date(past.getTime() + hours(24 * 30)) });
    expect(await buy()).toMatchObject({ ok: true, location: expect.stringContaining("/manage/") });
    expect(await isSupporter(buyer.user.id)).toBe(true);
  });

  it("is limited: no account asks the provider without end", async () => {
    for (let tries = 0; tries < 30; tries++) await buy();
    const before = buyer.stripe.calls.length;
    expect(await buy()).toEqual({ ok: false, error: "too_many", retryAfterSeconds: expect.any(Number) });
    expect(buyer.stripe.calls).toHaveLength(before);
  });

  it("says so when the provider does not answer, and works when it does again", async () => {
    buyer.stripe.broken = true;
    expect(await buy()).toEqual({ ok: false, error: "payments_unreachable" });
    buyer.stripe.broken = false;
    const first = await opened();
    buyer.stripe.broken = true;
    expect(await buy({ interval: "year" })).toEqual({ ok: false, error: "payments_unreachable" });
    expect(await manageUrl(buyer.user.id, "/account/supporter")).toEqual({ ok: false, error: "payments_unreachable" });
    buyer.stripe.broken = false;
    expect((await opened()).session.id).toBe(first.session.id);
  });

  it("is not possible where nobody takes payments, or everybody has perks", async () => {
    overrideEnv({ payments: { ...env().payments, everyoneSupports: true } });
    expect(await buy()).toEqual({ ok: false, error: "checkout_unavailable" });
    overrideEnv({ mode: "production", payments: { ...env().payments, everyoneSupports: false, stripe: undefined } });
    expect(await buy()).toEqual({ ok: false, error: "checkout_unavailable" });
    overrideEnv({ mode: "evaluation" });
  });

  it("belongs to one account: nobody else finds the checkout", async () => {
    const { id } = await opened();
    const other = await someAccount();
    expect(await findCheckout(id, other.id)).toBeUndefined();
    for (const wrong of ["", "x", `${id}x`, id.toLowerCase(), "%00"])
      expect(await findCheckout(wrong, buyer.user.id)).toBeUndefined();
  });
});
