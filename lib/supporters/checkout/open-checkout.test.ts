import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { hours, minutes, moveClock, now, seconds } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { setUpDatabase } from "@/tests/support/database";
import { someAccount } from "@/tests/support/world";
import { env, overrideEnv } from "@/lib/env";
import { log } from "@/lib/observability/log";
import { askAboutCheckout, isLongAwaited } from "@/lib/supporters/checkout/ask-about-checkout";
import { findCheckout, recordReturn } from "@/lib/supporters/checkout/checkout-store";
import { endPayments } from "@/lib/supporters/checkout/end-payments";
import { manageUrl } from "@/lib/supporters/checkout/manage-url";
import { openCheckout } from "@/lib/supporters/checkout/open-checkout";
import { isSupporter } from "@/lib/supporters/perks-store";
import type { Interval } from "@/lib/supporters/price";
import { renamePayer } from "@/lib/supporters/checkout/rename-payer";
import { setRenewal } from "@/lib/supporters/set-renewal";
import { answerStripeEvent } from "@/lib/supporters/stripe/answer-stripe-event";
import { delivery, subscriptionEvent, withStripe } from "@/lib/supporters/stripe/test-events";
import { startTestStripe, type TestStripe } from "@/lib/supporters/stripe/test-stripe";
import { supporterState } from "@/lib/supporters/supporter-state";

describe("buying Supporter Perks", () => {
  setUpDatabase();
  let stripe: TestStripe;
  let user: Awaited<ReturnType<typeof someAccount>>;
  beforeAll(async () => {
    stripe = await startTestStripe();
  });
  afterAll(() => stripe.close());
  beforeEach(async () => {
    moveClock(0);
    stripe.broken = false;
    stripe.meanwhile = async () => undefined;
    withStripe(stripe.url);
    user = await someAccount({ supporter: false });
  });
  afterEach(() => moveClock(0));

  const buy = (change: { interval?: Interval; back?: string } = {}) =>
    openCheckout({
      userId: user.id,
      email: user.email,
      interval: "month",
      back: "/account/supporter",
      portalSessionId: null,
      ...change,
    });
  const opened = async (change?: Parameters<typeof buy>[0]) => {
    const answer = await buy(change);
    if (!answer.ok) throw new Error(answer.error);
    const session = [...stripe.sessions.values()].find(({ url }) => url === answer.location);
    const row = await db().checkout.findUniqueOrThrow({ where: { externalId: session?.id ?? "" } });
    return { location: answer.location, session: session ?? never(), id: row.id };
  };
  const never = (): never => {
    throw new Error("there is no such session");
  };
  const sessionsOf = () => [...stripe.sessions.values()].filter(({ metadata }) => metadata.userId === user.id);
  const openOnes = () => sessionsOf().filter(({ status }) => status === "open");
  const awaited = async (id: string) => (await findCheckout(id, user.id)) ?? never();

  it("leads to a checkout of this account at the chosen price, which comes back to us", async () => {
    const { session, id } = await opened({ interval: "year" });
    expect(session).toMatchObject({
      mode: "subscription",
      client_reference_id: user.id,
      metadata: { userId: user.id, price: "price_year" },
    });
    expect(session.success_url).toBe(`http://localhost:3000/account/supporter/payment/return?checkout=${id}`);
    expect(session.cancel_url).toBe("http://localhost:3000/account/supporter?declined=1");
    expect((await db().payer.findUnique({ where: { userId: user.id } }))?.customerId).toBe(session.customer);
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
      user = await someAccount({ supporter: false });
      await Promise.all([buy(), buy({ interval: "year" }), buy({ back: "/appportal/v1/nosupporterperks" })]);
      expect(openOnes().length, `round ${round}`).toBeLessThanOrEqual(1);
      expect(await buy()).toMatchObject({ ok: true });
      expect(openOnes()).toHaveLength(1);
    }
  });

  it("again once it was paid in another tab is refused, although no event has come, and perks begin", async () => {
    const { session } = await opened();
    stripe.pay(session.id);
    expect(await buy()).toEqual({ ok: false, error: "already_subscribed" });
    expect(await buy({ interval: "year" })).toEqual({ ok: false, error: "already_subscribed" });
    expect(await isSupporter(user.id)).toBe(true);
    expect(openOnes()).toEqual([]);
  });

  it("is possible again once a checkout has expired, or a subscription has ended", async () => {
    const first = await opened();
    first.session.status = "expired";
    const second = await opened();
    expect(second.session.id).not.toBe(first.session.id);
    const subscription = stripe.pay(second.session.id);
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
    expect(await isSupporter(user.id)).toBe(false);
    expect((await opened()).session.status).toBe("open");
  });

  it("sends somebody whose payment failed to mend it, instead of selling a second subscription", async () => {
    const { session } = await opened();
    const past = new Date(now().getTime() - hours(24 * 10));
    stripe.pay(session.id, { status: "past_due", start: past, end: new Date(past.getTime() + hours(24 * 30)) });
    const answer = await buy({ back: "/appportal/v1/nosupporterperks" });
    const back = encodeURIComponent("http://localhost:3000/appportal/v1/nosupporterperks");
    expect(answer).toEqual({ ok: true, location: `${stripe.url}/manage/${session.customer}?back=${back}` });
    expect(sessionsOf()).toHaveLength(1);
  });

  it("sends somebody to mend a failed payment in the grace period as well", async () => {
    const { session } = await opened();
    const past = new Date(now().getTime() - hours(24));
    stripe.pay(session.id, { status: "past_due", start: past, end: new Date(past.getTime() + hours(24 * 30)) });
    expect(await buy()).toMatchObject({ ok: true, location: expect.stringContaining("/manage/") });
    expect(await isSupporter(user.id)).toBe(true);
  });

  it("is limited: no account asks the provider without end", async () => {
    for (let tries = 0; tries < 30; tries++) await buy();
    const before = stripe.calls.length;
    expect(await buy()).toEqual({ ok: false, error: "too_many", retryAfterSeconds: expect.any(Number) });
    expect(stripe.calls).toHaveLength(before);
  });

  it("says so when the provider does not answer, and works when it does again", async () => {
    stripe.broken = true;
    expect(await buy()).toEqual({ ok: false, error: "payments_unreachable" });
    stripe.broken = false;
    const first = await opened();
    stripe.broken = true;
    expect(await buy({ interval: "year" })).toEqual({ ok: false, error: "payments_unreachable" });
    expect(await manageUrl(user.id, "/account/supporter")).toEqual({ ok: false, error: "payments_unreachable" });
    stripe.broken = false;
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
      expect(await findCheckout(wrong, user.id)).toBeUndefined();
  });

  describe("and coming back before the event", () => {
    const questions = () => stripe.calls.filter((call) => call.startsWith("GET /v1/checkout/sessions/")).length;

    it("asks the provider ten seconds later, at most every five, and believes the answer like an event", async () => {
      const { session, id } = await opened();
      stripe.pay(session.id);
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
      expect(await supporterState(user.id)).toMatchObject({ kind: "active", source: "stripe", renews: true });
      moveClock(seconds(14));
      expect(await askAboutCheckout(await awaited(id))).toBe(false);
      moveClock(seconds(17));
      expect(await askAboutCheckout(await awaited(id))).toBe(true);
    });

    it("goes on waiting while the provider does not answer, and says so after two minutes", async () => {
      const { session, id } = await opened();
      stripe.pay(session.id);
      await recordReturn(id);
      stripe.broken = true;
      moveClock(seconds(119));
      expect(await askAboutCheckout(await awaited(id))).toBe(true);
      expect(isLongAwaited(await awaited(id))).toBe(false);
      moveClock(minutes(2) + seconds(1));
      expect(isLongAwaited(await awaited(id))).toBe(true);
      expect(await isSupporter(user.id)).toBe(false);
      stripe.broken = false;
      expect(await askAboutCheckout({ ...(await awaited(id)), id })).toBe(false);
      moveClock(minutes(3));
      expect(await askAboutCheckout(await awaited(id))).toBe(true);
      expect(await isSupporter(user.id)).toBe(true);
    });

    it("does not let an answer outdo an event that is newer", async () => {
      const { session, id } = await opened();
      const subscription = stripe.pay(session.id);
      const whose = { subscriptionId: subscription.id, customerId: session.customer, userId: user.id };
      await answerStripeEvent(
        delivery(
          subscriptionEvent("updated", whose, { at: new Date(now().getTime() + seconds(2)), cancelAtEnd: true }),
        ),
      );
      await recordReturn(id);
      moveClock(seconds(11));
      expect(await askAboutCheckout(await awaited(id))).toBe(true);
      expect(await supporterState(user.id)).toMatchObject({ kind: "active", renews: false });
    });
  });

  describe("while the account is being deleted in another tab", () => {
    const erase = async () => {
      expect(await endPayments(user.id)).toEqual({ ok: true });
      await db().user.delete({ where: { id: user.id } });
    };
    /** Does something once, after the first call of a kind. */
    const during = (call: string, act: () => Promise<unknown>) => {
      let done = false;
      stripe.meanwhile = async (made) => {
        if (done || made !== call) return;
        done = true;
        await act();
      };
    };
    beforeEach(() => stripe.customers.clear());

    it.each(["POST /v1/customers", "GET /v1/subscriptions", "POST /v1/checkout/sessions"])(
      "is refused, and the provider keeps nobody (it is gone during %s)",
      async (call) => {
        during(call, erase);
        expect(await buy()).toEqual({
          ok: false,
          error: expect.stringMatching(/^(not_allowed|payments_unreachable)$/),
        });
        expect(stripe.customers.size).toBe(0);
        expect(openOnes()).toEqual([]);
      },
    );

    it("is refused where its row is gone although nobody told the provider", async () => {
      during("GET /v1/subscriptions", () => db().user.delete({ where: { id: user.id } }));
      expect(await buy()).toEqual({ ok: false, error: "not_allowed" });
      expect(stripe.customers.size).toBe(0);
    });

    it("is refused between the end of payments and the end of the account", async () => {
      during("POST /v1/customers", async () => expect(await endPayments(user.id)).toEqual({ ok: true }));
      expect(await buy()).toEqual({ ok: false, error: "not_allowed" });
      expect(await buy()).toMatchObject({ ok: false });
      expect(stripe.customers.size).toBe(0);
      expect(await manageUrl(user.id, "/account/supporter")).toEqual({ ok: false, error: "checkout_unavailable" });
    });

    it("leaves no customer, whichever comes first", async () => {
      for (let round = 0; round < 15; round++) {
        user = await someAccount({ supporter: false });
        await Promise.all([buy(), new Promise((resolve) => setTimeout(resolve, round * 3)).then(erase)]);
        expect(stripe.customers.size, `round ${round}`).toBe(0);
      }
    });
  });

  describe("and then", () => {
    const subscribed = async () => {
      const { session } = await opened();
      const subscription = stripe.pay(session.id, { at: new Date(now().getTime() - minutes(5)) });
      await answerStripeEvent(
        delivery({
          id: `evt_${subscription.id}`,
          object: "event",
          type: "customer.subscription.created",
          created: Math.floor((now().getTime() - minutes(5)) / 1000),
          data: { object: subscription },
        }),
      );
      expect(await isSupporter(user.id)).toBe(true);
      return { subscription, customerId: session.customer };
    };

    it("cancelling keeps perks until the end of what is paid for, and can be taken back", async () => {
      const { subscription } = await subscribed();
      expect(await setRenewal(user.id, false)).toEqual({ ok: true });
      expect(subscription.cancel_at_period_end).toBe(true);
      expect(await supporterState(user.id)).toMatchObject({ kind: "active", renews: false });
      // An answer is dated to the second: the next word has to be of a later one.
      await new Promise((resolve) => setTimeout(resolve, 1100));
      expect(await setRenewal(user.id, true)).toEqual({ ok: true });
      expect(await supporterState(user.id)).toMatchObject({ kind: "active", renews: true });
      expect(
        (await db().auditLogEntry.findMany({ where: { userId: user.id }, orderBy: { at: "asc" } })).map(
          ({ kind }) => kind,
        ),
      ).toEqual(["perks_granted", "subscription_cancelled", "subscription_kept"]);
    });

    it("cancelling is not possible without a subscription, and says so when the provider does not answer", async () => {
      expect(await setRenewal(user.id, false)).toEqual({ ok: false, error: "not_allowed" });
      await subscribed();
      stripe.broken = true;
      expect(await setRenewal(user.id, false)).toEqual({ ok: false, error: "payments_unreachable" });
      expect(await supporterState(user.id)).toMatchObject({ renews: true });
    });

    it("deleting the account ends what is paid and has the provider forget the person", async () => {
      const { subscription, customerId } = await subscribed();
      stripe.broken = true;
      expect(await endPayments(user.id)).toEqual({ ok: false, error: "payments_unreachable" });
      expect(await db().payer.count({ where: { userId: user.id } })).toBe(1);
      stripe.broken = false;
      expect(await endPayments(user.id)).toEqual({ ok: true });
      expect(stripe.customers.has(customerId)).toBe(false);
      expect(stripe.subscriptions.has(subscription.id)).toBe(false);
      expect(stripe.calls).toContain(`DELETE /v1/subscriptions/${subscription.id}`);
      // Called again, for example since something else failed after it.
      expect(await endPayments(user.id)).toEqual({ ok: true });
    });

    it("deleting an account with a checkout still open leaves nothing to pay", async () => {
      const { session } = await opened();
      expect(await endPayments(user.id)).toEqual({ ok: true });
      expect(session.status).toBe("expired");
    });

    it("the provider hears of a new mail address; when it cannot, the change stands and is logged without it", async () => {
      const { customerId } = await subscribed();
      expect(stripe.customers.get(customerId)).toBe(user.email);
      await renamePayer(user.id, "new@example.org");
      expect(stripe.customers.get(customerId)).toBe("new@example.org");
      stripe.broken = true;
      const error = vi.spyOn(log, "error");
      await renamePayer(user.id, "newer@example.org");
      const said = JSON.stringify(error.mock.calls);
      error.mockRestore();
      expect(said).toContain(customerId);
      expect(said).not.toContain("newer@example.org");
      stripe.broken = false;
      stripe.customers.delete(customerId);
      await renamePayer(user.id, "newest@example.org");
      expect(stripe.customers.has(customerId)).toBe(false);
    });

    it("a new mail address of an account that never paid is told to nobody", async () => {
      const before = stripe.calls.length;
      await renamePayer(user.id, "new@example.org");
      expect(stripe.calls).toHaveLength(before);
    });

    it("deleting an account that never paid asks nobody", async () => {
      const before = stripe.calls.length;
      expect(await endPayments(user.id)).toEqual({ ok: true });
      expect(stripe.calls).toHaveLength(before);
    });

    it("deleting an account whose provider is no longer configured is refused", async () => {
      await subscribed();
      overrideEnv({ payments: { ...env().payments, stripe: undefined } });
      expect(await endPayments(user.id)).toEqual({ ok: false, error: "payments_unreachable" });
    });
  });
});
