import { redirect } from "next/navigation";
import { seeOther } from "@/lib/http/see-other";
import { loadJourney, type Journey } from "@/lib/journey/read/load-journey";
import type { StepName } from "@/lib/journey/read/next-step";
import { currentStepUrl, restartUrl } from "@/lib/journey/urls/journey-urls";
import { PORTAL_PATH, stepUrl } from "@/lib/journey/urls/step-url";
import { browserSecret } from "@/lib/web/browser-cookie";
import { currentUser } from "@/lib/web/current-user";

/** A journey, for the browser and the account of this request. */
export const loadRequestJourney = async (id: string | undefined) =>
  loadJourney(id ?? "", await browserSecret(), await currentUser());

/** Why there is no journey for this browser, and the start URL to begin anew with, where it is known. */
export type NoJourney = { why: "other_browser" | "unknown_session"; again: string | undefined };

/**
 * For the page of a step: the journey, if this is the step it is at. Any other page sends the browser to the right one;
 * only the page `ended` is also for journeys that are not this browser's.
 */
export async function openStep(step: StepName, id: string | undefined): Promise<Journey | NoJourney> {
  const found = await loadRequestJourney(id);
  if (found.kind === "own")
    return found.journey.step.name === step ? found.journey : redirect(currentStepUrl(found.journey));
  if (step !== "ended") redirect(id ? stepUrl("ended", id) : `${PORTAL_PATH}/ended`);
  return found.kind === "foreign"
    ? { why: "other_browser", again: restartUrl(found.restart) }
    : { why: "unknown_session", again: undefined };
}

/** Back to where the journey is, read anew: after an action that changed it. */
export async function redirectToCurrentStep(id: string): Promise<Response> {
  const found = await loadRequestJourney(id);
  return seeOther(found.kind === "own" ? currentStepUrl(found.journey) : stepUrl("ended", id));
}
