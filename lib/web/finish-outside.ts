import { cookies } from "next/headers";
import { cookieAttributes } from "@/lib/accounts/auth-options";
import type { ClientInfo } from "@/lib/accounts/account-store";
import { joinOutsideAccount } from "@/lib/accounts/join-outside-account";
import { readProviderAnswer } from "@/lib/accounts/outside/ask-at-provider";
import { openAttempt, type OutsideAttempt } from "@/lib/accounts/outside/outside-attempt";
import type { OutsideProvider } from "@/lib/accounts/outside/outside-providers";
import type { OutsideProfile } from "@/lib/accounts/outside/read-profile";
import { signInWithOutsideAccount } from "@/lib/accounts/sign-in-with-outside-account";
import { updatePortalSession } from "@/lib/journey/portal-session-store";
import { stepUrl } from "@/lib/journey/step-url";
import { currentVisit } from "@/lib/web/account-request";
import { attemptCookieName } from "@/lib/web/begin-outside";
import { setSessionCookie } from "@/lib/web/browser-cookie";
import { errorQuery, type FormError } from "@/lib/web/form-error";
import { loadRequestJourney, currentStepUrl } from "@/lib/web/journey-request";
import { consume, type LimitAnswer } from "@/lib/rate-limits/rate-limit-store";
import { clientInfo } from "@/lib/web/client-info";
import { securityUrl } from "@/lib/web/security-url";
import { seeOther } from "@/lib/http/see-other";

type Answer = {
  provider: OutsideProvider;
  attempt: OutsideAttempt;
  client: ClientInfo;
  read: () => Promise<OutsideProfile | FormError>;
};

/** Goes on with a journey, in the browser that began it, while it still asks who the person is. */
async function finishSignIn({ provider, attempt, client, read }: Answer): Promise<string> {
  const found = await loadRequestJourney(attempt.id);
  if (found.kind !== "own") return stepUrl("ended", attempt.id);
  const { journey } = found;
  if (journey.step.name !== "account" && journey.step.name !== "verify") return currentStepUrl(journey);
  const refuse = (error: FormError) =>
    stepUrl(journey.step.name === "verify" ? "verify" : "account", attempt.id, errorQuery(error));
  const profile = await read();
  if ("error" in profile) return refuse(profile);
  const signedIn = await signInWithOutsideAccount({
    provider: provider.id,
    profile,
    portalSessionId: attempt.id,
    ...client,
  });
  if (!signedIn.ok) return refuse(signedIn);
  await updatePortalSession(attempt.id, { draft: {} });
  if (signedIn.sessionToken) await setSessionCookie(signedIn.sessionToken);
  return stepUrl(signedIn.isNew ? "profile" : "authorize", attempt.id);
}

/** Joins what came back to the account of who is signed in, if that is still the same sign-in. */
async function finishJoin({ provider, attempt, client, read }: Answer): Promise<string> {
  const visit = await currentVisit();
  if (visit?.session.sessionId !== attempt.id) return securityUrl(errorQuery({ error: "outside_failed" }));
  const profile = await read();
  if ("error" in profile) return securityUrl(errorQuery(profile));
  const joined = await joinOutsideAccount({ user: visit.user, provider, profile, address: client.address });
  return securityUrl(joined.ok ? { outside: "joined" } : errorQuery(joined));
}

const tooMany = (limit: LimitAnswer): FormError | undefined =>
  limit.ok ? undefined : { error: "too_many", retryAfterSeconds: limit.retryAfterSeconds };

/**
 * A provider's answer (RFC 6749, 4.1.2). It counts once, and only in the browser that was sent there: what it was for
 * lies sealed in that browser's cookie, which is gone now whatever comes of it. Before that no provider is asked
 * anything.
 */
export async function finishOutside(request: Request, provider: OutsideProvider): Promise<Response> {
  const jar = await cookies();
  const attempt = openAttempt(jar.get(attemptCookieName())?.value);
  const query = new URL(request.url).searchParams;
  const client = clientInfo(request.headers);
  jar.delete({ name: attemptCookieName(), ...cookieAttributes() });
  const read = async ({ checks }: OutsideAttempt): Promise<OutsideProfile | FormError> => {
    if (query.has("error")) return { error: "outside_cancelled" };
    const limited = tooMany(await consume("outsideSignInsPerAddress", client.address));
    return limited ?? (await readProviderAnswer(provider.id, query, checks)) ?? { error: "outside_failed" };
  };
  const go = async () => {
    if (attempt?.provider !== provider.id) return "/appportal/v1/ended";
    const answer = { provider, attempt, client, read: () => read(attempt) };
    return attempt.goal === "join" ? finishJoin(answer) : finishSignIn(answer);
  };
  return seeOther(await go());
}
