import { minutes, now } from "@/lib/clock";
import { seeOther } from "@/lib/http/see-other";
import type { FoundJourney } from "@/lib/journey/journey-store";
import { journeyApp } from "@/lib/journey/read/journey-app";
import { loadJourney, type Journey } from "@/lib/journey/read/load-journey";
import type { StepName } from "@/lib/journey/read/next-step";
import { queryParameter } from "@/lib/journey/read/start-parameters";
import { currentStepUrl, restartParameters, restartUrl } from "@/lib/journey/urls/journey-urls";
import { startQuery } from "@/lib/journey/urls/start-url";
import { PORTAL_PATH, stepUrl } from "@/lib/journey/urls/step-url";
import { noteLanguage } from "@/lib/messages/locale";
import { browserSecret } from "@/lib/web/browser-cookie";
import { currentUser } from "@/lib/web/current-user";
import { rawQuery } from "@/lib/web/raw-query";

/** A journey, for the browser and the account of this request. */
export async function loadRequestJourney(id: string | undefined) {
  const found = await loadJourney(id ?? "", browserSecret(), await currentUser());
  const uiLocale = found.kind === "own" ? found.journey.uiLocale : found.kind === "foreign" && found.restart.uiLocale;
  // What this address itself says counts more.
  if (uiLocale) noteLanguage({ asked: queryParameter(rawQuery(), "ui_locales") ?? uiLocale });
  return found;
}

/**
 * Why there is no journey for this browser, and the start URL to begin anew with, where it is known.
 * @property back the app to go back to and how, where beginning anew leads to the same page
 */
export type NoJourney = {
  why: "other_browser" | "unknown_session" | "no_cookies";
  again: string | undefined;
  back?: { app: string; leave: string };
};

/** Where else the browser has to go. */
export type Elsewhere = { to: string };

/** Who comes to a journey so soon after it was begun has begun it. */
const JUST_BEGUN_MS = minutes(1);

/** Whether a browser keeps no cookies: it has none of ours, and a journey here was begun a moment ago. */
async function keepsNoCookies(found: FoundJourney): Promise<boolean> {
  if (found.kind !== "foreign" || browserSecret() !== undefined) return false;
  return now().getTime() - found.restart.createdAt.getTime() < JUST_BEGUN_MS;
}

/** What a browser that keeps no cookies is told of a journey that it began itself. */
async function withoutCookies(restart: Parameters<typeof restartUrl>[0]): Promise<NoJourney> {
  const app = restart.appId ? await journeyApp(restart.appId) : undefined;
  // As "Cancel" of the welcome page, which takes no cookie either: shares nothing, and changes nothing here.
  const parameters = restartParameters({ ...restart, publicId: null });
  const query = parameters ? startQuery(parameters) : "";
  const back = app && { app: app.name, leave: `${PORTAL_PATH}/cancel?${query}` };
  return { why: "no_cookies", again: restartUrl(restart), ...(back && { back }) };
}

/**
 * For the page of a step: the journey, if this is the step it is at. Any other page sends the browser to the right one;
 * only the page `ended` is also for journeys that are not this browser's.
 */
export async function openStep(step: StepName, id: string | undefined): Promise<Journey | NoJourney | Elsewhere> {
  const found = await loadRequestJourney(id);
  if (found.kind === "own")
    return found.journey.step.name === step ? found.journey : { to: currentStepUrl(found.journey) };
  if (step !== "ended") return { to: id ? stepUrl("ended", id) : `${PORTAL_PATH}/ended` };
  if (found.kind !== "foreign") return { why: "unknown_session", again: undefined };
  return (await keepsNoCookies(found))
    ? withoutCookies(found.restart)
    : { why: "other_browser", again: restartUrl(found.restart) };
}

/** Back to where the journey is, read anew: after an action that changed it. */
export async function redirectToCurrentStep(id: string): Promise<Response> {
  const found = await loadRequestJourney(id);
  return seeOther(found.kind === "own" ? currentStepUrl(found.journey) : stepUrl("ended", id));
}
