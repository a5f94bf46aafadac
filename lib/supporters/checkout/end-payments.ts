import { failure, ok, type Result } from "@/lib/result";
import { closePayer } from "@/lib/supporters/checkout/payer-store";
import type { ProviderError } from "@/lib/supporters/payment-provider";
import { providerOf } from "@/lib/supporters/provider-of";
import { customersOf } from "@/lib/supporters/subscription-store";

/** More than can become known of one account while it is being deleted. */
const ROUNDS = 5;

/**
 * Before an account is deleted: ends its subscriptions now and has the payment provider forget the person, also one
 * that becomes known there in this moment. For some minutes after it nothing can be bought for this account. Called
 * again, it goes on where it stopped.
 * @returns `payments_unreachable` when something is left there; then nothing may be deleted here
 */
export async function endPayments(userId: string): Promise<Result<object, ProviderError>> {
  const gone = new Set<string>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const customerId of (await customersOf(userId)).filter((id) => !gone.has(id))) {
      const provider = providerOf(customerId);
      if (!provider) return failure("payments_unreachable");
      const forgotten = await provider.forgetCustomer(customerId);
      if (!forgotten.ok) return forgotten;
      gone.add(customerId);
    }
    if (await closePayer(userId, [...gone])) return ok({});
  }
  return failure("payments_unreachable");
}
