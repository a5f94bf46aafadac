import { cookies } from "next/headers";
import { cookieAttributes } from "@/lib/accounts/auth-options";
import type { Browser } from "@/lib/accounts/account-store";
import { linkIdentity } from "@/lib/accounts/identities/link-identity";
import { readProviderAnswer } from "@/lib/accounts/identities/ask-at-provider";
import { openAttempt, type ProviderAttempt } from "@/lib/accounts/identities/provider-attempt";
import type { IdentityProvider } from "@/lib/accounts/identities/identity-providers";
import type { ProviderProfile } from "@/lib/accounts/identities/read-profile";
import { signInWithProvider } from "@/lib/accounts/sign-in-with-provider";
import { updatePortalSession } from "@/lib/journey/portal-session-store";
import { stepUrl } from "@/lib/journey/step-url";
import { currentVisit } from "@/lib/web/account-request";
import { attemptCookieName } from "@/lib/web/begin-provider-sign-in";
import { setSessionCookie } from "@/lib/web/browser-cookie";
import { refusalQuery, type Refusal } from "@/lib/web/form-error";
import { loadRequestJourney, currentStepUrl } from "@/lib/web/journey-request";
import { consume, type LimitAnswer } from "@/lib/rate-limits/rate-limit-store";
import { requestBrowser } from "@/lib/web/request-browser";
import { securityUrl } from "@/lib/web/security-url";
import { seeOther } from "@/lib/http/see-other";

type Answer = {
  provider: IdentityProvider;
  attempt: ProviderAttempt;
  browser: Browser;
  read: () => Promise<ProviderProfile | Refusal>;
};

/** Goes on with a journey, in the browser that began it, while it still asks who the person is. */
async function finishSignIn({ provider, attempt, browser, read }: Answer): Promise<string> {
  const found = await loadRequestJourney(attempt.id);
  if (found.kind !== "own") return stepUrl("ended", attempt.id);
  const { journey } = found;
  if (journey.step.name !== "account" && journey.step.name !== "verify") return currentStepUrl(journey);
  const refuse = (refusal: Refusal) =>
    stepUrl(journey.step.name === "verify" ? "verify" : "account", attempt.id, refusalQuery(refusal));
  const profile = await read();
  if ("error" in profile) return refuse(profile);
  const signedIn = await signInWithProvider({
    provider: provider.id,
    profile,
    portalSessionId: attempt.id,
    ...browser,
  });
  if (!signedIn.ok) return refuse(signedIn);
  await updatePortalSession(attempt.id, { draft: {} });
  if (signedIn.sessionToken) await setSessionCookie(signedIn.sessionToken);
  return stepUrl(signedIn.isNew ? "profile" : "authorize", attempt.id);
}

/** Links what came back to the account of who is signed in, if that is still the same sign-in. */
async function finishLink({ provider, attempt, browser, read }: Answer): Promise<string> {
  const visit = await currentVisit();
  if (visit?.session.sessionId !== attempt.id) return securityUrl(refusalQuery({ error: "provider_failed" }));
  const profile = await read();
  if ("error" in profile) return securityUrl(refusalQuery(profile));
  const linked = await linkIdentity({ user: visit.user, provider, profile, address: browser.address });
  return securityUrl(linked.ok ? { identity: "linked" } : refusalQuery(linked));
}

const tooMany = (limit: LimitAnswer): Refusal | undefined =>
  limit.ok ? undefined : { error: "too_many", retryAfterSeconds: limit.retryAfterSeconds };

/**
 * A provider's answer (RFC 6749, 4.1.2). It counts once, and only in the browser that was sent there: what it was for
 * lies sealed in that browser's cookie, which is gone now whatever comes of it. Before that nobody is asked anything.
 */
export async function finishProviderSignIn(request: Request, provider: IdentityProvider): Promise<Response> {
  const jar = await cookies();
  const attempt = openAttempt(jar.get(attemptCookieName())?.value);
  const query = new URL(request.url).searchParams;
  const browser = requestBrowser(request.headers);
  jar.delete({ name: attemptCookieName(), ...cookieAttributes() });
  const read = async ({ checks }: ProviderAttempt): Promise<ProviderProfile | Refusal> => {
    if (query.has("error")) return { error: "provider_cancelled" };
    const refused = tooMany(await consume("providerSignInsPerAddress", browser.address));
    return refused ?? (await readProviderAnswer(provider.id, query, checks)) ?? { error: "provider_failed" };
  };
  const go = async () => {
    if (attempt?.provider !== provider.id) return "/appportal/v1/ended";
    const answer = { provider, attempt, browser, read: () => read(attempt) };
    return attempt.goal === "link" ? finishLink(answer) : finishSignIn(answer);
  };
  return seeOther(await go());
}
