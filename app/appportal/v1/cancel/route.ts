import { completionUrl } from "@/lib/journey/completion-url";
import { failureUrl } from "@/lib/journey/leave-url";
import { openStartUrl } from "@/lib/journey/open-start-url";
import { endPortalSession } from "@/lib/journey/portal-session-store";
import { PORTAL_PATH, stepUrl } from "@/lib/journey/step-url";
import { loadRequestJourney } from "@/lib/web/journey-request";
import { rawQuery } from "@/lib/web/raw-query";
import { seeOther } from "@/lib/http/see-other";
import { serverFault } from "@/lib/web/server-fault";

/**
 * "Cancel": from the welcome page (start parameters) or within a journey (session). The app hears of it
 * (docs/app-contract.md#3-completion).
 */
export async function POST(request: Request): Promise<Response> {
  try {
    const id = new URL(request.url).searchParams.get("session");
    return id ? await cancelJourney(id) : await cancelStart();
  } catch (error) {
    return serverFault(error);
  }
}

async function cancelStart(): Promise<Response> {
  const query = await rawQuery();
  const opened = await openStartUrl(query);
  if (!opened.ok) return seeOther(`${PORTAL_PATH}?${query}`);
  const { returnUrl, parameters } = opened.start;
  return seeOther(completionUrl(returnUrl, { success: false, error: "cancelled", state: parameters.state }));
}

async function cancelJourney(id: string): Promise<Response> {
  const found = await loadRequestJourney(id);
  if (found.kind !== "own") return seeOther(stepUrl("ended", id));
  const { journey } = found;
  if (journey.step.name === "done") return seeOther(stepUrl("done", id));
  const expired = journey.step.name === "ended" && journey.step.reason === "session_expired";
  // A consent given in another tab at this moment counts.
  if (!(await endPortalSession(id, "cancelled")) && !expired && journey.session.endedAt === null)
    return seeOther(stepUrl("done", id));
  return seeOther(failureUrl(journey, expired ? "session_expired" : "cancelled") ?? stepUrl("ended", id));
}
