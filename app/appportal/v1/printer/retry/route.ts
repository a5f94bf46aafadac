import { updatePortalSession } from "@/lib/journey/portal-session-store";
import { stepUrl } from "@/lib/journey/step-url";
import { postStep } from "@/lib/web/journey-request";
import { seeOther } from "@/lib/http/see-other";

/** "No, try again": forgets the printer that was found. */
export function POST(request: Request): Promise<Response> {
  return postStep(request, ["printer"], async ({ journey: { session } }) => {
    await updatePortalSession(session.id, { foundPrinter: null, draft: {} });
    return seeOther(stepUrl("printer", session.id));
  });
}
