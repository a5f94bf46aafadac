import { beginAtProvider } from "@/lib/accounts/identities/ask-at-provider";
import { identityProvider } from "@/lib/accounts/identities/identity-providers";
import { sealAttempt, type ProviderAttempt } from "@/lib/accounts/identities/provider-attempt";
import { consume, type Sender } from "@/lib/rate-limits/rate-limit-store";
import { failure, ok, type Result } from "@/lib/result";

/**
 * Begins a visit at a provider.
 * @param asked the provider's id as posted
 * @returns the provider's address to go to, and the sealed attempt for a cookie of this browser; `too_many` carries the
 * seconds to wait
 */
export async function beginAttempt(
  asked: string,
  attempt: Omit<ProviderAttempt, "provider" | "checks">,
  sender: Sender,
): Promise<
  | Result<{ location: string; sealed: string }, "provider_failed">
  | { ok: false; error: "too_many"; retryAfterSeconds: number }
> {
  const provider = identityProvider(asked);
  if (!provider) return failure("provider_failed");
  const limit = await consume("providerSignInsPerAddress", sender);
  if (!limit.ok) return { ok: false, error: "too_many", retryAfterSeconds: limit.retryAfterSeconds };
  const begun = await beginAtProvider(provider.id);
  if (!begun) return failure("provider_failed");
  const sealed = sealAttempt({ ...attempt, provider: provider.id, checks: begun.checks });
  return ok({ location: begun.location, sealed });
}
