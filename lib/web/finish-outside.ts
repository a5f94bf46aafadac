import type { Browser } from "@/lib/accounts/account-store";
import { joinOutsideAccount } from "@/lib/accounts/join-outside-account";
import { readProviderAnswer } from "@/lib/accounts/outside/ask-at-provider";
import type { OutsideAttempt } from "@/lib/accounts/outside/outside-attempt";
import type { OutsideProvider } from "@/lib/accounts/outside/outside-providers";
import type { OutsideProfile } from "@/lib/accounts/outside/read-profile";
import { seeOther } from "@/lib/http/see-other";
import type { ActionError } from "@/lib/journey/act/action";
import { finishAtProvider } from "@/lib/journey/act/finish-at-provider";
import { PORTAL_PATH, stepUrl } from "@/lib/journey/urls/step-url";
import { consume } from "@/lib/rate-limits/rate-limit-store";
import { currentVisit } from "@/lib/web/account-request";
import { answerOutcome } from "@/lib/web/answer-action";
import { refusalQuery } from "@/lib/web/form-error";
import { loadRequestJourney } from "@/lib/web/journey-request";
import { takeAttemptCookie } from "@/lib/web/provider-attempt-cookie";
import { requestBrowser } from "@/lib/web/request-browser";
import { securityUrl } from "@/lib/web/security-url";

type Answer = Browser & {
  provider: OutsideProvider;
  attempt: OutsideAttempt;
  read: () => Promise<OutsideProfile | ActionError>;
};

/** Goes on with a journey, in the browser that began it. */
async function finishSignIn({ provider, attempt: { id }, ...answer }: Answer): Promise<Response> {
  const found = await loadRequestJourney(id);
  if (found.kind !== "own") return seeOther(stepUrl("ended", id));
  return answerOutcome(id, await finishAtProvider(found.journey, { ...answer, provider: provider.id }));
}

/** Joins what came back to the account of who is signed in, if that is still the same sign-in. */
async function finishJoin({ provider, attempt, address, read }: Answer): Promise<Response> {
  const visit = await currentVisit();
  if (visit?.session.sessionId !== attempt.id) return seeOther(securityUrl(refusalQuery({ error: "outside_failed" })));
  const profile = await read();
  if ("error" in profile) return seeOther(securityUrl(refusalQuery(profile)));
  const joined = await joinOutsideAccount({ user: visit.user, provider, profile, address });
  return seeOther(securityUrl(joined.ok ? { outside: "joined" } : refusalQuery(joined)));
}

/**
 * A provider's answer (RFC 6749, 4.1.2). It counts once, and only in the browser that was sent there: what it was for
 * lies sealed in that browser's cookie, which is gone now whatever comes of it. Before that nobody is asked anything.
 */
export async function finishOutside(request: Request, provider: OutsideProvider): Promise<Response> {
  const attempt = await takeAttemptCookie();
  if (attempt?.provider !== provider.id) return seeOther(`${PORTAL_PATH}/ended`);
  const query = new URL(request.url).searchParams;
  const browser = requestBrowser(request.headers);
  const read = async (): Promise<OutsideProfile | ActionError> => {
    if (query.has("error")) return { error: "outside_cancelled" };
    const limit = await consume("outsideSignInsPerAddress", browser.address);
    if (!limit.ok) return { error: "too_many", retryAfterSeconds: limit.retryAfterSeconds };
    return (await readProviderAnswer(provider.id, query, attempt.checks)) ?? { error: "outside_failed" };
  };
  const answer = { ...browser, provider, attempt, read };
  return attempt.goal === "join" ? finishJoin(answer) : finishSignIn(answer);
}
