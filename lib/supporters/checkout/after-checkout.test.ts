import { describe, expect, it, vi } from "vitest";
import { minutes, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { env, overrideEnv } from "@/lib/env";
import { log } from "@/lib/observability/log";
import { endPayments } from "@/lib/supporters/checkout/end-payments";
import { renamePayer } from "@/lib/supporters/checkout/rename-payer";
import { setUpBuyer } from "@/lib/supporters/checkout/test-buyer";
import { isSupporter } from "@/lib/supporters/perks-store";
import { setRenewal } from "@/lib/supporters/set-renewal";
import { answerStripeEvent } from "@/lib/supporters/stripe/answer-stripe-event";
import { delivery } from "@/lib/supporters/stripe/test-events";
import { supporterState } from "@/lib/supporters/supporter-state";

describe("buying Supporter Perks", () => {
  const buyer = setUpBuyer();
  const { opened } = buyer;

  describe("and then", () => {
    const subscribed = async () => {
      const { session } = await opened();
      const subscription = buyer.stripe.pay(session.id, { at: new Date(now().getTime() - minutes(5)) });
      await answerStripeEvent(
        delivery({
          id: `evt_${subscription.id}`,
          object: "event",
          type: "customer.subscription.created",
          created: Math.floor((now().getTime() - minutes(5)) / 1000),
          data: { object: subscription },
        }),
      );
      expect(await isSupporter(buyer.user.id)).toBe(true);
      return { subscription, customerId: session.customer };
    };

    it("cancelling keeps perks until the end of what is paid for, and can be taken back", async () => {
      const { subscription } = await subscribed();
      expect(await setRenewal(buyer.user.id, false)).toEqual({ ok: true });
      expect(subscription.cancel_at_period_end).toBe(true);
      expect(await supporterState(buyer.user.id)).toMatchObject({ kind: "active", renews: false });
      // An answer is dated to the second: the next word has to be of a later one.
      await new Promise((resolve) => setTimeout(resolve, 1100));
      expect(await setRenewal(buyer.user.id, true)).toEqual({ ok: true });
      expect(await supporterState(buyer.user.id)).toMatchObject({ kind: "active", renews: true });
      expect(
        (await db().auditLogEntry.findMany({ where: { userId: buyer.user.id }, orderBy: { at: "asc" } })).map(
          ({ kind }) => kind,
        ),
      ).toEqual(["perks_granted", "subscription_cancelled", "subscription_kept"]);
    });

    it("cancelling is not possible without a subscription, and says so when the provider does not answer", async () => {
      expect(await setRenewal(buyer.user.id, false)).toEqual({ ok: false, error: "not_allowed" });
      await subscribed();
      buyer.stripe.broken = true;
      expect(await setRenewal(buyer.user.id, false)).toEqual({ ok: false, error: "payments_unreachable" });
      expect(await supporterState(buyer.user.id)).toMatchObject({ renews: true });
    });

    it("deleting the account ends what is paid and has the provider forget the person", async () => {
      const { subscription, customerId } = await subscribed();
      buyer.stripe.broken = true;
      expect(await endPayments(buyer.user.id)).toEqual({ ok: false, error: "payments_unreachable" });
      expect(await db().payer.count({ where: { userId: buyer.user.id } })).toBe(1);
      buyer.stripe.broken = false;
      expect(await endPayments(buyer.user.id)).toEqual({ ok: true });
      expect(buyer.stripe.customers.has(customerId)).toBe(false);
      expect(buyer.stripe.subscriptions.has(subscription.id)).toBe(false);
      expect(buyer.stripe.calls).toContain(`DELETE /v1/subscriptions/${subscription.id}`);
      // Called again, for example since something else failed after it.
      expect(await endPayments(buyer.user.id)).toEqual({ ok: true });
    });

    it("deleting an account with a checkout still open leaves nothing to pay", async () => {
      const { session } = await opened();
      expect(await endPayments(buyer.user.id)).toEqual({ ok: true });
      expect(session.status).toBe("expired");
    });

    it("the provider hears of a new mail address; when it cannot, the change stands, logged without it", async () => {
      const { customerId } = await subscribed();
      expect(buyer.stripe.customers.get(customerId)).toBe(buyer.user.email);
      await renamePayer(buyer.user.id, "new@example.org");
      expect(buyer.stripe.customers.get(customerId)).toBe("new@example.org");
      buyer.stripe.broken = true;
      const error = vi.spyOn(log, "error");
      await renamePayer(buyer.user.id, "newer@example.org");
      const said = JSON.stringify(error.mock.calls);
      error.mockRestore();
      expect(said).toContain(customerId);
      expect(said).not.toContain("newer@example.org");
      buyer.stripe.broken = false;
      buyer.stripe.customers.delete(customerId);
      await renamePayer(buyer.user.id, "newest@example.org");
      expect(buyer.stripe.customers.has(customerId)).toBe(false);
    });

    it("a new mail address of an account that never paid is told to nobody", async () => {
      const before = buyer.stripe.calls.length;
      await renamePayer(buyer.user.id, "new@example.org");
      expect(buyer.stripe.calls).toHaveLength(before);
    });

    it("deleting an account that never paid asks nobody", async () => {
      const before = buyer.stripe.calls.length;
      expect(await endPayments(buyer.user.id)).toEqual({ ok: true });
      expect(buyer.stripe.calls).toHaveLength(before);
    });

    it("deleting an account whose provider is no longer configured is refused", async () => {
      await subscribed();
      overrideEnv({ payments: { ...env().payments, stripe: undefined } });
      expect(await endPayments(buyer.user.id)).toEqual({ ok: false, error: "payments_unreachable" });
    });
  });
});
