import { seeOther } from "@/lib/http/see-other";
import type { Action, Outcome } from "@/lib/journey/act/action";
import { findAction } from "@/lib/journey/act/actions";
import type { Journey } from "@/lib/journey/read/load-journey";
import { STEPS } from "@/lib/journey/read/next-step";
import { findPoll } from "@/lib/journey/read/polls";
import { accountAccepted } from "@/lib/journey/transitions";
import { currentStepUrl, failureUrl } from "@/lib/journey/urls/journey-urls";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { count } from "@/lib/observability/counts";
import { currentVisit } from "@/lib/web/account-request";
import { formSender } from "@/lib/web/browser-proof";
import { clientInfo } from "@/lib/web/client-info";
import { readForm } from "@/lib/web/form-data";
import { errorQuery } from "@/lib/web/form-error";
import { greetBrowser } from "@/lib/web/greet-browser";
import { loadRequestJourney, redirectToCurrentStep } from "@/lib/web/journey-request";
import { notFound } from "@/lib/web/not-found";
import { setAttemptCookie } from "@/lib/web/provider-attempt-cookie";
import { requestAddress } from "@/lib/web/request-address";
import { serverFault } from "@/lib/web/server-fault";
import { setSessionCookie } from "@/lib/web/set-browser-cookie";

type Place = { step: string; action: string };

/** The one translation of what came of an action into an answer: its cookies, and a redirect. */
export async function answerOutcome(id: string, outcome: Outcome): Promise<Response> {
  if (outcome.sessionToken) {
    await setSessionCookie(outcome.sessionToken);
    await greetBrowser(outcome.sessionToken);
  }
  if (outcome.providerAttempt) await setAttemptCookie(outcome.providerAttempt);
  if (outcome.to === "elsewhere") return seeOther(outcome.location);
  if (outcome.to === "current") return redirectToCurrentStep(id);
  const { step, query, error } = outcome;
  return seeOther(stepUrl(step, id, { ...query, ...(error && errorQuery(error)) }));
}

/** For the metrics: `failed` when its page says what went wrong. */
function outcomeWord(outcome: Outcome): string {
  if (outcome.to === "elsewhere") return "left";
  return outcome.to === "step" && outcome.error ? "failed" : "done";
}

/** An action that the journey's step does not allow: to where the journey is, or to the app that waits for an end. */
function answerElsewhere(journey: Journey, { tellsExpiry }: Action): Response {
  const expired = tellsExpiry && journey.step.name === "ended" && journey.step.reason === "session_expired";
  return seeOther((expired && failureUrl(journey, "session_expired")) || currentStepUrl(journey));
}

/**
 * A post of a step: done if the journey is at a step that allows it, for the browser and the account that the journey
 * belongs to. A fault is logged and answered with a reference.
 */
export async function answerAction(request: Request, { step, action: name }: Place): Promise<Response> {
  try {
    const action = findAction(step, name);
    if (!action) return notFound(request);
    const { searchParams } = new URL(request.url);
    const id = searchParams.get("session") ?? "";
    const found = await loadRequestJourney(id);
    if (found.kind !== "own") return seeOther(stepUrl("ended", id));
    const { journey } = found;
    if (!action.at.some((allowed) => allowed === journey.step.name)) return answerElsewhere(journey, action);
    if (journey.user && journey.userId === null) await accountAccepted(id, journey.user.id);
    const field = await readForm(request);
    const outcome = await action.act({
      journey,
      field,
      query: (key) => searchParams.get(key) ?? undefined,
      signIn: async () => (await currentVisit())?.session,
      ...clientInfo(request.headers),
      ...(await formSender(request.headers, field)),
    });
    count("journeys", step, name, outcomeWord(outcome));
    return await answerOutcome(id, outcome);
  } catch (error) {
    return await serverFault(error);
  }
}

/** What an open page asks from time to time. */
export async function answerPoll(request: Request, { step: asked, action: name }: Place): Promise<Response> {
  try {
    const step = STEPS.find((one) => one === asked);
    const poll = step && findPoll(step, name);
    if (!poll)
      return step && findAction(step, name)
        ? new Response(null, { status: 405, headers: { Allow: "POST" } })
        : notFound(request);
    const id = new URL(request.url).searchParams.get("session") ?? "";
    const load = async () => {
      const found = await loadRequestJourney(id);
      return found.kind === "own" && found.journey.step.name === step ? found.journey : undefined;
    };
    return Response.json(await poll(load, requestAddress(request.headers)));
  } catch (error) {
    return await serverFault(error);
  }
}
