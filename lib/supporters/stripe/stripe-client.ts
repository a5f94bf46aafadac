import Stripe from "stripe";
import { env } from "@/lib/env";
import type { StripeSettings } from "@/lib/payment-settings";

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

// One a copy of this module, not one a process: errors are told apart by the classes of the copy that made them.
const clients = new Map<string, Stripe>();

/** Stripe's API, as the settings say; undefined when this portal takes no payments through Stripe. */
export function stripeClient(): Stripe | undefined {
  const { stripe } = env().payments;
  if (!stripe) return undefined;
  const key = `${stripe.apiUrl ?? ""} ${stripe.secretKey}`;
  const client = clients.get(key) ?? connect(stripe);
  clients.set(key, client);
  return client;
}
