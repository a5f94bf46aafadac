import { consentedPrinter } from "@/lib/connections/connection-store";
import { grantConsent } from "@/lib/flow/grant-consent";
import { failureUrl } from "@/lib/flow/leave-url";
import { stepUrl } from "@/lib/flow/step-url";
import { postStep } from "@/lib/http/journey-request";
import { seeOther } from "@/lib/http/see-other";

/**
 * "Return to <app>": the same consent once more while that is allowed; later the app only hears that there is nothing more
 * to get, since the values of a connection leave once.
 */
export function POST(request: Request): Promise<Response> {
  return postStep(request, ["done"], async ({ journey, address }) => {
    const granted = await grantConsent(journey, (await consentedPrinter(journey.session.id)) ?? "", address);
    if (granted.ok) return seeOther(granted.location);
    return seeOther(failureUrl(journey, granted.error === "server_error" ? "server_error" : "session_expired") ?? stepUrl("done", journey.session.id));
  });
}
