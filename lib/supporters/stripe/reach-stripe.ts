import Stripe from "stripe";
import { now, seconds } from "@/lib/clock";
import { log } from "@/lib/observability/log";
import { failure, type Result } from "@/lib/result";
import type { ProviderError } from "@/lib/supporters/payment-provider";

/** Whether Stripe says that a thing is not there. */
export const isMissing = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeInvalidRequestError && error.code === "resource_missing";

/**
 * Runs calls of Stripe's API. What Stripe refuses, and what does not reach it, is a result; the log says which, without
 * content.
 */
export async function reachStripe<T extends object>(
  call: () => Promise<Result<T, ProviderError>>,
): Promise<Result<T, ProviderError>> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    log.error(
      { type: error.type, code: error.code, status: error.statusCode, request: error.requestId },
      "Stripe did not do what was asked",
    );
    return failure("payments_unreachable");
  }
}

/**
 * Events are stamped with whole seconds of Stripe's clock; what is asked for is rather dated too early than too late,
 * so that no newer event counts as older.
 */
const MARGIN_MS = seconds(2);

type Answer = { lastResponse: { headers: Record<string, string> } };

/** When Stripe did what we told it to, by its own clock. */
export function doneAt({ lastResponse }: Answer): Date {
  const date = Date.parse(lastResponse.headers.date ?? "");
  return Number.isNaN(date) ? now() : new Date(date);
}

/** When what Stripe answered was true, by its own clock. */
export const answeredAt = (answer: Answer): Date => new Date(doneAt(answer).getTime() - MARGIN_MS);
