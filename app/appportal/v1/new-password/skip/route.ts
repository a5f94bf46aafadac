import { updatePortalSession } from "@/lib/journey/portal-session-store";
import { redirectToCurrentStep, postStep } from "@/lib/web/journey-request";

/** "Go on without": the password stays what it was. */
export function POST(request: Request): Promise<Response> {
  return postStep(request, ["new-password"], async ({ journey: { session } }) => {
    await updatePortalSession(session.id, { resetting: false });
    return redirectToCurrentStep(session.id);
  });
}
