import { beginAtProvider } from "@/lib/accounts/outside/ask-at-provider";
import { sealAttempt, type OutsideAttempt } from "@/lib/accounts/outside/outside-attempt";
import { outsideProvider } from "@/lib/accounts/outside/outside-providers";
import { consume } from "@/lib/rate-limits/rate-limit-store";
import { failure, ok, type Result } from "@/lib/result";

/**
 * Begins a visit at a provider.
 * @param asked the provider's id as posted
 * @param address the client's
 * @returns the provider's address to go to, and the sealed attempt for a cookie of this browser; `too_many` carries the
 * seconds to wait
 */
export async function beginAttempt(
  asked: string,
  attempt: Omit<OutsideAttempt, "provider" | "checks">,
  address: string,
): Promise<
  | Result<{ location: string; sealed: string }, "outside_failed">
  | { ok: false; error: "too_many"; retryAfterSeconds: number }
> {
  const provider = outsideProvider(asked);
  if (!provider) return failure("outside_failed");
  const limit = await consume("outsideSignInsPerAddress", address);
  if (!limit.ok) return { ok: false, error: "too_many", retryAfterSeconds: limit.retryAfterSeconds };
  const begun = await beginAtProvider(provider.id);
  if (!begun) return failure("outside_failed");
  const sealed = sealAttempt({ ...attempt, provider: provider.id, checks: begun.checks });
  return ok({ location: begun.location, sealed });
}
