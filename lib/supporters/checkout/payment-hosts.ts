import { env } from "@/lib/env";

const STRIPE_PAGES = "https://checkout.stripe.com https://billing.stripe.com";

/**
 * The payment provider's own pages, as sources of a content policy: forms of ours lead there by redirect. Empty where
 * no one is sent away to pay.
 */
export function paymentHosts(): string {
  const { stripe, everyoneSupports } = env().payments;
  if (!stripe || everyoneSupports) return "";
  return stripe.apiUrl ?? STRIPE_PAGES;
}
