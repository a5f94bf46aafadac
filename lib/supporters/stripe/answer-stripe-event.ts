import type Stripe from "stripe";
import { now } from "@/lib/clock";
import { env } from "@/lib/env";
import type { ApiAnswer, ApiCall } from "@/lib/http/api-call";
import { log } from "@/lib/observability/log";
import { settleSoon } from "@/lib/supporters/lapse/settle-perks";
import { applyEvent } from "@/lib/supporters/payment-event-store";
import { StripeEventShape } from "@/lib/supporters/stripe/event-shapes";
import { readEvent } from "@/lib/supporters/stripe/read-event";
import { stripeClient } from "@/lib/supporters/stripe/stripe-client";

const TOLERANCE_SECONDS = 300;

const answer = (status: number, body: object): ApiAnswer => ({ status, body });

function verify(call: ApiCall): Stripe.Event | undefined {
  const { stripe } = env().payments;
  const signature = call.headers["stripe-signature"];
  if (!stripe || typeof signature !== "string") return undefined;
  try {
    return stripeClient()?.webhooks.constructEvent(
      call.body,
      signature,
      stripe.webhookSecret,
      TOLERANCE_SECONDS,
      undefined,
      now().getTime(),
    );
  } catch {
    // It reads nothing but what was sent, and throws whatever its parts throw at it: all of that is no signature.
    return undefined;
  }
}

/**
 * `POST /api/payment/stripe`: an event of Stripe, signed over its raw body
 * (https://docs.stripe.com/webhooks#verify-manually). 200: it is kept, or was before; what cannot be read is kept as
 * ignored. 400: not signed by Stripe within the last five minutes, or without an id. A fault answers 500 (server.ts),
 * so that Stripe sends it again.
 */
export async function answerStripeEvent(call: ApiCall): Promise<ApiAnswer> {
  const { data: event } = StripeEventShape.safeParse(verify(call));
  if (!event) {
    log.warn("a payment event was refused: its signature is missing, wrong or too old");
    return answer(400, { received: false });
  }
  const { id, type, created } = event;
  const outcome = await applyEvent(
    { id, type, madeAt: created ?? now() },
    readEvent(event, Object.values(env().payments.stripe?.prices ?? {})),
  );
  log.info({ type, outcome }, "payment event");
  // What follows from it is found again by the periodic run, so a fault there is none of Stripe's business.
  if (outcome === "applied") await settleSoon();
  return answer(200, { received: true });
}
