import { failure, ok, type Result } from "@/lib/result";
import { chooseProvider } from "@/lib/supporters/choose-provider";
import { settleSoon } from "@/lib/supporters/lapse/settle-perks";
import type { ProviderError } from "@/lib/supporters/payment-provider";
import { applyFacts, liveSubscription } from "@/lib/supporters/subscription-store";

/**
 * Cancels the account's subscription at the end of what is paid for, or lets it go on after all.
 * @returns `not_allowed` when there is no subscription that this could be said of
 */
export async function setRenewal(
  userId: string,
  renews: boolean,
): Promise<Result<object, "not_allowed" | ProviderError>> {
  const provider = chooseProvider();
  const live = await liveSubscription(userId);
  if (!provider || !live) return failure("not_allowed");
  const changed = await provider.setRenewal(live.id, renews);
  if (!changed.ok) return changed;
  await applyFacts(changed.facts);
  await settleSoon();
  return ok({});
}
