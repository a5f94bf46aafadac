import { env } from "@/lib/env";
import type { PaymentProvider } from "@/lib/supporters/payment-provider";
import { sandboxProvider } from "@/lib/supporters/sandbox/sandbox-provider";
import { stripeClient } from "@/lib/supporters/stripe/stripe-client";
import { stripeProvider } from "@/lib/supporters/stripe/stripe-provider";

/**
 * Who takes payments here: Stripe where it is configured, else in evaluation mode the sandbox, else none. Then, and
 * where everybody has perks, perks come by the word of the people who run the portal alone (`npm run supporters`).
 */
export function chooseProvider(): PaymentProvider | undefined {
  const { mode, payments } = env();
  if (payments.everyoneSupports) return undefined;
  const client = stripeClient();
  if (client && payments.stripe) return stripeProvider(client, payments.stripe);
  return mode === "evaluation" ? sandboxProvider : undefined;
}

/** Whether people can pay here. */
export const takesPayments = (): boolean => chooseProvider() !== undefined;
