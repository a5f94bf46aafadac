import { redirect } from "next/navigation";
import type { ClientInfo } from "@/lib/accounts/account-store";
import { loadJourney, type Journey } from "@/lib/journey/load-journey";
import type { StepName } from "@/lib/journey/next-step";
import { PORTAL_PATH, stepUrl } from "@/lib/journey/step-url";
import { updatePortalSession } from "@/lib/journey/portal-session-store";
import { browserSecret } from "@/lib/web/browser-cookie";
import { currentUser } from "@/lib/web/current-user";
import { readForm } from "@/lib/web/form-data";
import { clientInfo } from "@/lib/web/client-info";
import { seeOther } from "@/lib/http/see-other";
import { serverFault } from "@/lib/web/server-fault";

export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** First value of a query parameter. */
export function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

/** The present step of a journey, as an address on this origin. */
export function currentStepUrl(journey: Journey): string {
  if (journey.step.name !== "leave") return stepUrl(journey.step.name, journey.session.id);
  const { goal, visitPath, chosenPrinter, publicId } = journey.session;
  const printer =
    journey.printers.find((item) => item.printerId === chosenPrinter) ??
    journey.printers.find((item) => item.publicId === publicId);
  return goal === "printer" && printer ? `/view/${printer.publicId}` : (visitPath ?? "/");
}

export async function loadRequestJourney(id: string | undefined) {
  return loadJourney(id ?? "", await browserSecret(), await currentUser());
}

/**
 * For the page of a step: the journey, if this is the step it is at. Any other page sends the browser to the right one.
 */
export async function openStep(step: StepName, searchParams: SearchParams): Promise<Journey> {
  const id = first((await searchParams).session);
  const found = await loadRequestJourney(id);
  if (found.kind !== "own") redirect(id ? stepUrl("ended", id) : `${PORTAL_PATH}/ended`);
  if (found.journey.step.name !== step) redirect(currentStepUrl(found.journey));
  return found.journey;
}

export type StepPost = { journey: Journey; field: (name: string) => string } & ClientInfo;

/**
 * For a post of a step: runs `act` if the journey is at one of `steps`, for the account that the journey belongs to;
 * else sends the browser to where the journey is. A fault is logged and answered with a reference.
 */
export async function postStep(
  request: Request,
  steps: StepName[],
  act: (post: StepPost) => Promise<Response>,
  otherwise?: (journey: Journey) => Response | undefined,
): Promise<Response> {
  try {
    const id = new URL(request.url).searchParams.get("session") ?? "";
    const found = await loadRequestJourney(id);
    if (found.kind !== "own") return seeOther(stepUrl("ended", id));
    const { journey } = found;
    if (!steps.some((step) => step === journey.step.name))
      return otherwise?.(journey) ?? seeOther(currentStepUrl(journey));
    const { session, user } = journey;
    // Who was signed in already has proven nothing in this journey: no password is set anew by it.
    if (user && session.userId === null) await updatePortalSession(session.id, { userId: user.id, resetting: false });
    return await act({ journey, field: await readForm(request), ...clientInfo(request.headers) });
  } catch (error) {
    return await serverFault(error);
  }
}

/** Back to the present step of the journey, read anew: after an action that changed it. */
export async function redirectToCurrentStep(sessionId: string): Promise<Response> {
  const found = await loadRequestJourney(sessionId);
  return seeOther(found.kind === "own" ? currentStepUrl(found.journey) : stepUrl("ended", sessionId));
}
