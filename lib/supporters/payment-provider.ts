import type { Result } from "@/lib/result";
import type { PaymentFact } from "@/lib/supporters/payment-fact";
import type { Interval } from "@/lib/supporters/price";

/** `payments_unreachable`: the provider does not answer, or refuses; the log says how. */
export type ProviderError = "payments_unreachable";

/** What a checkout is opened with. The same order gives the same checkout, however often it is given. */
export type CheckoutOrder = {
  /** Ours, 32 characters. */
  id: string;
  userId: string;
  customerId: string;
  interval: Interval;
  /** Addresses of ours to come back to: paid, and not paid. */
  paidUrl: string;
  cancelUrl: string;
};

/**
 * The state of a checkout. `complete`: it was gone through; what that means for perks say the facts. `over`: it cannot
 * be paid any more.
 */
export type CheckoutStatus = ({ status: "open"; url: string } | { status: "complete" } | { status: "over" }) & {
  facts: PaymentFact[];
};

/** A service that takes payments for us. What it says about money are facts, and only they move perks. */
export type PaymentProvider = {
  /** The provider's id of a person. The same person always gets the same one. */
  makeCustomer(person: { userId: string; email: string }): Promise<Result<{ customerId: string }, ProviderError>>;
  openCheckout(order: CheckoutOrder): Promise<Result<{ externalId: string; url: string }, ProviderError>>;
  readCheckout(externalId: string): Promise<Result<CheckoutStatus, ProviderError>>;
  /** Makes an open checkout unpayable. One that was paid in the meantime stays as it is. */
  closeCheckout(externalId: string): Promise<Result<object, ProviderError>>;
  /** All subscriptions of a customer, as they are now. */
  readSubscriptions(customerId: string): Promise<Result<{ facts: PaymentFact[] }, ProviderError>>;
  /** Ends a subscription at the end of what is paid for, or lets it go on after all. */
  setRenewal(subscriptionId: string, renews: boolean): Promise<Result<{ facts: PaymentFact[] }, ProviderError>>;
  /** A page of the provider on which a person manages cards and invoices; undefined: it has none. */
  manageUrl?(customerId: string, backUrl: string): Promise<Result<{ url: string }, ProviderError>>;
  /**
   * Tells the provider a person's new mail address, to which it sends invoices. A customer that is forgotten is fine.
   */
  renameCustomer(customerId: string, email: string): Promise<Result<object, ProviderError>>;
  /** Ends all subscriptions of a customer now, and forgets the customer. One that is forgotten already is fine. */
  forgetCustomer(customerId: string): Promise<Result<object, ProviderError>>;
};
