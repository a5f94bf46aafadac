import { updatePortalSession } from "@/lib/journey/portal-session-store";
import { redirectToCurrentStep, postStep } from "@/lib/web/journey-request";

/** Goes on with a printer the account has: no other is added, and the one of the start URL is let go. */
export function POST(request: Request): Promise<Response> {
  return postStep(request, ["printer"], async ({ journey: { session } }) => {
    await updatePortalSession(session.id, { addingPrinter: false, printerWaived: true, foundPrinter: null });
    return redirectToCurrentStep(session.id);
  });
}
