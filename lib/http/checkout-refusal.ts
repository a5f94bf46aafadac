import type { Refusal } from "@/lib/http/form-error";
import { LIMITS } from "@/lib/http/limits";
import type { CheckoutError } from "@/lib/supporters/open-checkout";

/** A checkout that could not be opened, as it is told to the page it was asked for on. */
export function checkoutRefusal(error: CheckoutError): Refusal {
  return error === "too_many" ? { error, retryAfterSeconds: LIMITS.checkoutsPerAccount.windowMs / 1000 } : { error };
}
