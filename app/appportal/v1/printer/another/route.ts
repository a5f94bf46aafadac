import { updatePortalSession } from "@/lib/journey/portal-session-store";
import { stepUrl } from "@/lib/journey/step-url";
import { postStep } from "@/lib/web/journey-request";
import { seeOther } from "@/lib/http/see-other";

/** "Add another printer". */
export function POST(request: Request): Promise<Response> {
  return postStep(request, ["authorize"], async ({ journey: { session } }) => {
    await updatePortalSession(session.id, { addingPrinter: true });
    return seeOther(stepUrl("printer", session.id));
  });
}
