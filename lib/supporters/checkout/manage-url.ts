import { env } from "@/lib/env";
import { failure, ok, type Result } from "@/lib/result";
import { payerOf } from "@/lib/supporters/checkout/payer-store";
import { chooseProvider } from "@/lib/supporters/choose-provider";
import type { ProviderError } from "@/lib/supporters/payment-provider";
import { liveSubscription } from "@/lib/supporters/subscription-store";

/**
 * The provider's page on which a person changes a card, sees invoices or mends a failed payment.
 * @param back path on this origin to come back to @returns `checkout_unavailable` where there is no such page
 */
export async function manageUrl(
  userId: string,
  back: string,
): Promise<Result<{ location: string }, "checkout_unavailable" | ProviderError>> {
  const manage = chooseProvider()?.manageUrl;
  const customerId = (await liveSubscription(userId))?.customerId ?? (await payerOf(userId));
  if (!manage || !customerId) return failure("checkout_unavailable");
  const page = await manage(customerId, `${env().portalUrl}${back}`);
  return page.ok ? ok({ location: page.url }) : page;
}
