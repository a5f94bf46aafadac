import { failureUrl } from "@/lib/flow/leave-url";
import { endPortalSession } from "@/lib/flow/portal-session-store";
import { stepUrl } from "@/lib/flow/step-url";
import { postStep } from "@/lib/http/journey-request";
import { seeOther } from "@/lib/http/see-other";

/** "Not now": the app hears why. */
export function POST(request: Request): Promise<Response> {
  return postStep(request, ["supporter"], async ({ journey }) => {
    await endPortalSession(journey.session.id, "supporter_required");
    return seeOther(failureUrl(journey, "supporter_required") ?? stepUrl("ended", journey.session.id));
  });
}
