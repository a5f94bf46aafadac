import type { ClientInfo } from "@/lib/accounts/account-store";
import { readProviderAnswer } from "@/lib/accounts/identities/ask-at-provider";
import type { IdentityProvider } from "@/lib/accounts/identities/identity-providers";
import { linkIdentity } from "@/lib/accounts/identities/link-identity";
import type { ProviderAttempt } from "@/lib/accounts/identities/provider-attempt";
import type { ProviderProfile } from "@/lib/accounts/identities/read-profile";
import { seeOther } from "@/lib/http/see-other";
import { finishAtProvider } from "@/lib/journey/act/finish-at-provider";
import { PORTAL_PATH, stepUrl } from "@/lib/journey/urls/step-url";
import type { ActionError } from "@/lib/messages/messages";
import { consume } from "@/lib/rate-limits/rate-limit-store";
import { currentVisit } from "@/lib/web/account-request";
import { answerOutcome } from "@/lib/web/answer-action";
import { clientInfo } from "@/lib/web/client-info";
import { errorQuery } from "@/lib/web/form-error";
import { loadRequestJourney } from "@/lib/web/journey-request";
import { takeAttemptCookie } from "@/lib/web/provider-attempt-cookie";
import { securityUrl } from "@/lib/web/security-url";

type Answer = ClientInfo & {
  provider: IdentityProvider;
  attempt: ProviderAttempt;
  read: () => Promise<ProviderProfile | ActionError>;
};

/** Goes on with a journey, in the browser that began it. */
async function finishSignIn({ provider, attempt: { id }, ...answer }: Answer): Promise<Response> {
  const found = await loadRequestJourney(id);
  if (found.kind !== "own") return seeOther(stepUrl("ended", id));
  return answerOutcome(id, await finishAtProvider(found.journey, { ...answer, provider: provider.id }));
}

/** Links what came back to the account of who is signed in, if that is still the same sign-in. */
async function finishLink({ provider, attempt, address, read }: Answer): Promise<Response> {
  const visit = await currentVisit();
  if (visit?.session.sessionId !== attempt.id) return seeOther(securityUrl(errorQuery({ error: "provider_failed" })));
  const profile = await read();
  if ("error" in profile) return seeOther(securityUrl(errorQuery(profile)));
  const linked = await linkIdentity({ user: visit.user, provider, profile, address });
  return seeOther(securityUrl(linked.ok ? { identity: "linked", provider: provider.id } : errorQuery(linked)));
}

/**
 * A provider's answer (RFC 6749, 4.1.2). It counts once, and only in the browser that was sent there: what it was for
 * is sealed in that browser's cookie, which is gone now whatever comes of it. No provider is asked before.
 */
export async function finishProviderSignIn(request: Request, provider: IdentityProvider): Promise<Response> {
  const attempt = await takeAttemptCookie();
  if (attempt?.provider !== provider.id) return seeOther(`${PORTAL_PATH}/ended`);
  const query = new URL(request.url).searchParams;
  const browser = clientInfo(request.headers);
  const read = async (): Promise<ProviderProfile | ActionError> => {
    if (query.has("error")) return { error: "provider_cancelled" };
    const limit = await consume("providerSignInsPerAddress", { ...browser, proven: true });
    if (!limit.ok) return { error: "too_many", retryAfterSeconds: limit.retryAfterSeconds };
    return (await readProviderAnswer(provider.id, query, attempt.checks)) ?? { error: "provider_failed" };
  };
  const answer = { ...browser, provider, attempt, read };
  return attempt.goal === "link" ? finishLink(answer) : finishSignIn(answer);
}
