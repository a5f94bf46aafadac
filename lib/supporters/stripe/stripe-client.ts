import Stripe from "stripe";
import { env } from "@/lib/env";
import type { StripeSettings } from "@/lib/payment-settings";
import { shared } from "@/lib/shared";

const PATIENCE_MS = 12_000;

function connect({ secretKey, apiUrl }: StripeSettings): Stripe {
  const url = apiUrl ? new URL(apiUrl) : undefined;
  return new Stripe(secretKey, {
    timeout: PATIENCE_MS,
    maxNetworkRetries: 2,
    telemetry: false,
    ...(url && { host: url.hostname, port: url.port || "80", protocol: "http" as const }),
  });
}

/** Stripe's API, as the settings say; undefined when this portal takes no payments through Stripe. */
export function stripeClient(): Stripe | undefined {
  const { stripe } = env().payments;
  return stripe && shared(`stripe ${stripe.apiUrl ?? ""} ${stripe.secretKey}`, () => connect(stripe));
}
