import { failure, ok, type Result } from "@/lib/result";
import { stripeClient } from "@/lib/supporters/stripe/stripe-client";
import { stripeProvider } from "@/lib/supporters/stripe/stripe-provider";
import { env } from "@/lib/env";
import { forgetPayer } from "@/lib/supporters/payer-store";
import type { ProviderError } from "@/lib/supporters/payment-provider";
import { SANDBOX_PREFIX } from "@/lib/supporters/sandbox/sandbox-ids";
import { sandboxProvider } from "@/lib/supporters/sandbox/sandbox-provider";
import { customersOf } from "@/lib/supporters/subscription-store";

/**
 * Before an account is deleted: ends its subscriptions now and has the payment provider forget the person. Called again, it
 * goes on where it stopped. @returns `payments_unreachable` when something is left there; then nothing may be deleted here
 */
export async function endPayments(userId: string): Promise<Result<object, ProviderError>> {
  const client = stripeClient();
  const { stripe } = env().payments;
  for (const customerId of await customersOf(userId)) {
    const provider = customerId.startsWith(SANDBOX_PREFIX) ? sandboxProvider : client && stripe ? stripeProvider(client, stripe) : undefined;
    if (!provider) return failure("payments_unreachable");
    const forgotten = await provider.forgetCustomer(customerId);
    if (!forgotten.ok) return forgotten;
  }
  await forgetPayer(userId);
  return ok({});
}
