import type Stripe from "stripe";
import type { StripeSettings } from "@/lib/payment-settings";
import { failure, ok } from "@/lib/result";
import type { PaymentFact } from "@/lib/supporters/payment-fact";
import type { CheckoutOrder, CheckoutStatus, PaymentProvider } from "@/lib/supporters/payment-provider";
import { answeredAt, doneAt, isMissing, reachStripe } from "@/lib/supporters/stripe/reach-stripe";
import { readSubscription, type Prices } from "@/lib/supporters/stripe/read-event";

const known = (facts: (PaymentFact | undefined)[]): PaymentFact[] => facts.flatMap((fact) => fact ?? []);

const checkoutParameters = (
  { userId, customerId, interval, paidUrl, cancelUrl }: CheckoutOrder,
  prices: StripeSettings["prices"],
): Stripe.Checkout.SessionCreateParams => ({
  mode: "subscription",
  customer: customerId,
  client_reference_id: userId,
  metadata: { userId },
  subscription_data: { metadata: { userId } },
  line_items: [{ price: prices[interval] ?? prices.month, quantity: 1 }],
  success_url: paidUrl,
  cancel_url: cancelUrl,
});

/** Checkout in subscription mode, a page of Stripe's own. */
const checkoutCalls = (
  stripe: Stripe,
  prices: StripeSettings["prices"],
): Pick<PaymentProvider, "openCheckout" | "readCheckout" | "closeCheckout"> => ({
  openCheckout: (order) =>
    reachStripe(async () => {
      const session = await stripe.checkout.sessions.create(checkoutParameters(order, prices), {
        idempotencyKey: `checkout-${order.id}`,
      });
      return session.url ? ok({ externalId: session.id, url: session.url }) : failure("payments_unreachable");
    }),

  readCheckout: (externalId) =>
    reachStripe<CheckoutStatus>(async () => {
      const session = await stripe.checkout.sessions.retrieve(externalId, { expand: ["subscription"] });
      const facts = known([
        typeof session.subscription === "object"
          ? readSubscription(session.subscription, answeredAt(session), Object.values(prices))
          : undefined,
      ]);
      if (session.status === "open" && session.url) return ok({ status: "open", url: session.url, facts });
      return ok({ status: session.status === "complete" ? "complete" : "over", facts });
    }),

  closeCheckout: (externalId) =>
    reachStripe(async () => {
      const { status } = await stripe.checkout.sessions.retrieve(externalId);
      if (status === "open") await stripe.checkout.sessions.expire(externalId);
      return ok({});
    }),
});

/** What is subscribed to, and the customer portal, another page of Stripe's own. */
const subscriptionCalls = (
  stripe: Stripe,
  prices: Prices,
): Pick<PaymentProvider, "readSubscriptions" | "setRenewal" | "manageUrl"> => ({
  readSubscriptions: (customerId) =>
    reachStripe(async () => {
      const list = await stripe.subscriptions.list({ customer: customerId, status: "all", limit: 100 });
      return ok({
        facts: known(list.data.map((subscription) => readSubscription(subscription, answeredAt(list), prices))),
      });
    }),

  setRenewal: (subscriptionId, renews) =>
    reachStripe(async () => {
      const subscription = await stripe.subscriptions.update(subscriptionId, { cancel_at_period_end: !renews });
      return ok({ facts: known([readSubscription(subscription, doneAt(subscription), prices)]) });
    }),

  manageUrl: (customerId, backUrl) =>
    reachStripe(async () => {
      const { url } = await stripe.billingPortal.sessions.create({ customer: customerId, return_url: backUrl });
      return ok({ url });
    }),
});

/** Who pays. */
const customerCalls = (
  stripe: Stripe,
): Pick<PaymentProvider, "makeCustomer" | "renameCustomer" | "forgetCustomer"> => ({
  makeCustomer: ({ userId, email }) =>
    reachStripe(async () => {
      const customer = await stripe.customers.create(
        { email, metadata: { userId } },
        { idempotencyKey: `customer-${userId}` },
      );
      return ok({ customerId: customer.id });
    }),

  renameCustomer: (customerId, email) =>
    reachStripe(async () => {
      try {
        await stripe.customers.update(customerId, { email });
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
      return ok({});
    }),

  forgetCustomer: (customerId) =>
    reachStripe(async () => {
      try {
        const open = await stripe.checkout.sessions.list({ customer: customerId, status: "open", limit: 100 });
        for (const { id } of open.data) await stripe.checkout.sessions.expire(id);
        const list = await stripe.subscriptions.list({ customer: customerId, limit: 100 });
        for (const { id } of list.data) await stripe.subscriptions.cancel(id);
        await stripe.customers.del(customerId);
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
      return ok({});
    }),
});

/**
 * Payments through Stripe: Checkout in subscription mode and the customer portal, both pages of Stripe's own
 * (https://docs.stripe.com/api).
 */
export function stripeProvider(stripe: Stripe, { prices }: StripeSettings): PaymentProvider {
  return {
    ...checkoutCalls(stripe, prices),
    ...subscriptionCalls(stripe, Object.values(prices)),
    ...customerCalls(stripe),
  };
}
