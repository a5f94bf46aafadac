import { env } from "@/lib/env";
import { withQuery } from "@/lib/http/with-query";
import { log } from "@/lib/observability/log";
import { consume } from "@/lib/rate-limits/rate-limit-store";
import { failure, ok, type Result, type TooMany } from "@/lib/result";
import {
  claimCheckout,
  endCheckout,
  recordOpened,
  type Checkout,
  type CheckoutWish,
} from "@/lib/supporters/checkout/checkout-store";
import { manageUrl } from "@/lib/supporters/checkout/manage-url";
import { recordPayer, payerOf } from "@/lib/supporters/checkout/payer-store";
import { chooseProvider } from "@/lib/supporters/choose-provider";
import { settleSoon } from "@/lib/supporters/lapse/settle-perks";
import type { CheckoutOrder, CheckoutStatus, PaymentProvider, ProviderError } from "@/lib/supporters/payment-provider";
import { isSupporter } from "@/lib/supporters/perks-store";
import { applyFacts, liveSubscription } from "@/lib/supporters/subscription-store";

/**
 * `already_subscribed`: there is nothing to buy. `not_allowed`: another tab chose otherwise in this moment, or deletes
 * the account.
 */
export type CheckoutError = "checkout_unavailable" | "already_subscribed" | "not_allowed" | ProviderError;

const orderOf = ({ id, userId, interval, back }: Checkout, customerId: string): CheckoutOrder => ({
  id,
  userId,
  customerId,
  interval,
  paidUrl: `${env().portalUrl}/account/supporter/payment/return?${new URLSearchParams({ checkout: id })}`,
  cancelUrl: `${env().portalUrl}${withQuery(back, { declined: "1" })}`,
});

async function customerOf(
  provider: PaymentProvider,
  person: { userId: string; email: string },
): Promise<Result<{ customerId: string }, ProviderError | "not_allowed">> {
  const known = await payerOf(person.userId);
  if (known) return ok({ customerId: known });
  const made = await provider.makeCustomer(person);
  if (!made.ok) return made;
  const customerId = await recordPayer(person.userId, made.customerId);
  return customerId ? ok({ customerId }) : forgetAgain(provider, made.customerId);
}

/** The account was deleted in this moment: nothing else would tell the provider of this customer. */
async function forgetAgain(
  provider: PaymentProvider,
  customerId: string,
): Promise<Result<never, ProviderError | "not_allowed">> {
  const forgotten = await provider.forgetCustomer(customerId);
  if (!forgotten.ok)
    log.error(
      { customerId },
      "a customer of an account that was just deleted is left at the payment provider: delete it there",
    );
  return failure("not_allowed");
}

/**
 * The state of a checkout of ours at the provider. One that was never opened there is opened: the same order gives the
 * same one.
 */
async function stateOf(
  provider: PaymentProvider,
  checkout: Checkout,
  customerId: string,
): Promise<Result<CheckoutStatus & { externalId: string }, ProviderError>> {
  const opened = checkout.externalId
    ? ok({ externalId: checkout.externalId })
    : await provider.openCheckout(orderOf(checkout, customerId));
  if (!opened.ok) return opened;
  const { externalId } = opened;
  const state = await provider.readCheckout(externalId);
  if (!state.ok) return state;
  await applyFacts(state.facts);
  if (state.status !== "open") await endCheckout(checkout.id);
  return ok({ ...state, externalId });
}

/** Makes sure that a checkout is not paid beside another one. */
async function close(
  provider: PaymentProvider,
  checkout: Checkout,
  customerId: string,
): Promise<Result<object, ProviderError>> {
  const state = await stateOf(provider, checkout, customerId);
  if (!state.ok) return state;
  if (state.status !== "open") return ok({});
  const closed = await provider.closeCheckout(state.externalId);
  if (!closed.ok) return closed;
  // Paid or expired, now it is one of the two.
  const after = await stateOf(provider, { ...checkout, externalId: state.externalId }, customerId);
  return after.ok && after.status === "open" ? failure("payments_unreachable") : after;
}

/** What a person with a subscription is sent to instead of a second one. */
async function insteadOfASecond(
  userId: string,
  back: string,
): Promise<Result<{ location: string }, CheckoutError> | undefined> {
  const live = await liveSubscription(userId);
  if (!live) return undefined;
  return live.paymentFailed || !(await isSupporter(userId)) ? manageUrl(userId, back) : failure("already_subscribed");
}

/**
 * "Become a supporter": where the person pays. There is at most one checkout for an account that can be paid, and none
 * beside a subscription: the provider is asked, in case that an event of its has not come yet. A person whose
 * subscription could not be paid is sent to mend that.
 * @returns an address of the provider, or a path of ours
 */
export async function openCheckout({
  email,
  ...wish
}: CheckoutWish & { email: string }): Promise<Result<{ location: string }, CheckoutError> | TooMany> {
  const provider = chooseProvider();
  if (!provider) return failure("checkout_unavailable");
  const { userId, back } = wish;
  const limit = await consume("checkoutsPerAccount", userId);
  if (!limit.ok) return failure("too_many", { retryAfterSeconds: limit.retryAfterSeconds });
  const customer = await customerOf(provider, { userId, email });
  if (!customer.ok) return customer;
  const { customerId } = customer;
  const known = await provider.readSubscriptions(customerId);
  if (!known.ok) return known;
  await applyFacts(known.facts);
  // A checkout that turned out to be over makes room for one more.
  for (let tries = 0; tries < 3; tries++) {
    const instead = await insteadOfASecond(userId, back);
    if (instead) {
      await settleSoon();
      return instead;
    }
    const claimed = await claimCheckout(wish);
    if (!claimed) return forgetAgain(provider, customerId);
    const { current, others } = claimed;
    for (const other of others) {
      const closed = await close(provider, other, customerId);
      if (!closed.ok) return closed;
    }
    if (others.length > 0 && (await liveSubscription(userId))) continue;
    const state = await stateOf(provider, current, customerId);
    if (!state.ok) return state;
    if (state.status !== "open") continue;
    return (await recordOpened(current.id, state.externalId)) ? ok({ location: state.url }) : failure("not_allowed");
  }
  return failure("not_allowed");
}
