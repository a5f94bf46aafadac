import { failure, ok, type Result } from "@/lib/result";
import { stripeClient } from "@/lib/supporters/stripe/stripe-client";
import { stripeProvider } from "@/lib/supporters/stripe/stripe-provider";
import { env } from "@/lib/env";
import { closePayer } from "@/lib/supporters/payer-store";
import type { ProviderError } from "@/lib/supporters/payment-provider";
import { SANDBOX_PREFIX } from "@/lib/supporters/sandbox/sandbox-ids";
import { sandboxProvider } from "@/lib/supporters/sandbox/sandbox-provider";
import { customersOf } from "@/lib/supporters/subscription-store";

/** More than can become known of one account while it is being deleted. */
const ROUNDS = 5;

/**
 * Before an account is deleted: ends its subscriptions now and has the payment provider forget the person, also one that becomes
 * known there in this moment. For some minutes after it nothing can be bought for this account. Called again, it goes on where
 * it stopped. @returns `payments_unreachable` when something is left there; then nothing may be deleted here
 */
export async function endPayments(userId: string): Promise<Result<object, ProviderError>> {
  const client = stripeClient();
  const { stripe } = env().payments;
  const gone = new Set<string>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const customerId of (await customersOf(userId)).filter((id) => !gone.has(id))) {
      const provider = customerId.startsWith(SANDBOX_PREFIX) ? sandboxProvider : client && stripe ? stripeProvider(client, stripe) : undefined;
      if (!provider) return failure("payments_unreachable");
      const forgotten = await provider.forgetCustomer(customerId);
      if (!forgotten.ok) return forgotten;
      gone.add(customerId);
    }
    if (await closePayer(userId, [...gone])) return ok({});
  }
  return failure("payments_unreachable");
}
