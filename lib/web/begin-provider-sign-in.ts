import { cookies } from "next/headers";
import { cookieAttributes, cookieName } from "@/lib/accounts/auth-options";
import { beginAtProvider } from "@/lib/accounts/identities/ask-at-provider";
import { ATTEMPT_LIFETIME_MS, sealAttempt, type ProviderAttempt } from "@/lib/accounts/identities/provider-attempt";
import { identityProvider } from "@/lib/accounts/identities/identity-providers";
import { refusalQuery, type Refusal } from "@/lib/web/form-error";
import { consume } from "@/lib/rate-limits/rate-limit-store";
import { seeOther } from "@/lib/http/see-other";

export const attemptCookieName = () => cookieName("portal-provider");

/**
 * In route handlers: sends the browser to a provider.
 * @param asked the provider's id as posted
 * @param address the client's
 * @param back address of the page to come back to when that is not possible, made with a refusal's query
 */
export async function beginProviderSignIn(
  asked: string,
  attempt: Omit<ProviderAttempt, "provider" | "checks">,
  address: string,
  back: (query: Record<string, string | undefined>) => string,
): Promise<Response> {
  const refuse = (refusal: Refusal) => seeOther(back(refusalQuery(refusal)));
  const provider = identityProvider(asked);
  if (!provider) return refuse({ error: "provider_failed" });
  const limit = await consume("providerSignInsPerAddress", address);
  if (!limit.ok) return refuse({ error: "too_many", retryAfterSeconds: limit.retryAfterSeconds });
  const begun = await beginAtProvider(provider.id);
  if (!begun) return refuse({ error: "provider_failed" });
  (await cookies()).set(attemptCookieName(), sealAttempt({ ...attempt, provider: provider.id, checks: begun.checks }), {
    ...cookieAttributes(),
    maxAge: ATTEMPT_LIFETIME_MS / 1000,
  });
  return seeOther(begun.location);
}
