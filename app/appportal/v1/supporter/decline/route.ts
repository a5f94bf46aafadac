import { failureUrl } from "@/lib/journey/leave-url";
import { endPortalSession } from "@/lib/journey/portal-session-store";
import { stepUrl } from "@/lib/journey/step-url";
import { postStep } from "@/lib/web/journey-request";
import { seeOther } from "@/lib/http/see-other";

/** "Not now": the app hears why. */
export function POST(request: Request): Promise<Response> {
  return postStep(request, ["supporter"], async ({ journey }) => {
    await endPortalSession(journey.session.id, "supporter_required");
    return seeOther(failureUrl(journey, "supporter_required") ?? stepUrl("ended", journey.session.id));
  });
}
