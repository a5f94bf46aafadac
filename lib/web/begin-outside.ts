import { cookies } from "next/headers";
import { cookieAttributes, cookieName } from "@/lib/accounts/auth-options";
import { beginAtProvider } from "@/lib/accounts/outside/ask-at-provider";
import { OUTSIDE_LIFE_MS, sealAttempt, type OutsideAttempt } from "@/lib/accounts/outside/outside-attempt";
import { outsideProvider } from "@/lib/accounts/outside/outside-providers";
import { errorQuery, type FormError } from "@/lib/web/form-error";
import { consume } from "@/lib/rate-limits/rate-limit-store";
import { seeOther } from "@/lib/http/see-other";

export const attemptCookieName = () => cookieName("portal-outside");

/**
 * In route handlers: sends the browser to a provider.
 * @param asked the provider's id as posted
 * @param address the client's
 * @param back address of the page to come back to when that is not possible, made with an error's query
 */
export async function beginOutside(
  asked: string,
  attempt: Omit<OutsideAttempt, "provider" | "checks">,
  address: string,
  back: (query: Record<string, string | undefined>) => string,
): Promise<Response> {
  const refuse = (error: FormError) => seeOther(back(errorQuery(error)));
  const provider = outsideProvider(asked);
  if (!provider) return refuse({ error: "outside_failed" });
  const limit = await consume("outsideSignInsPerAddress", address);
  if (!limit.ok) return refuse({ error: "too_many", retryAfterSeconds: limit.retryAfterSeconds });
  const begun = await beginAtProvider(provider.id);
  if (!begun) return refuse({ error: "outside_failed" });
  (await cookies()).set(attemptCookieName(), sealAttempt({ ...attempt, provider: provider.id, checks: begun.checks }), {
    ...cookieAttributes(),
    maxAge: OUTSIDE_LIFE_MS / 1000,
  });
  return seeOther(begun.location);
}
