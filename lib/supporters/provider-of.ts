import { env } from "@/lib/env";
import type { PaymentProvider } from "@/lib/supporters/payment-provider";
import { SANDBOX_PREFIX } from "@/lib/supporters/sandbox/sandbox-ids";
import { sandboxProvider } from "@/lib/supporters/sandbox/sandbox-provider";
import { stripeClient } from "@/lib/supporters/stripe/stripe-client";
import { stripeProvider } from "@/lib/supporters/stripe/stripe-provider";

/** Who knows a customer, whoever takes payments now; undefined when that provider is not configured any more. */
export function providerOf(customerId: string): PaymentProvider | undefined {
  const client = stripeClient();
  const { stripe } = env().payments;
  if (customerId.startsWith(SANDBOX_PREFIX)) return sandboxProvider;
  return client && stripe ? stripeProvider(client, stripe) : undefined;
}
