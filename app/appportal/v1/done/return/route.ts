import { consentedPrinter } from "@/lib/connections/connection-store";
import { grantConsent } from "@/lib/journey/grant-consent";
import { stepUrl } from "@/lib/journey/step-url";
import { postStep } from "@/lib/web/journey-request";
import { seeOther } from "@/lib/http/see-other";

/**
 * "Return to <app>": the same consent once more while that is allowed; later nothing is minted, since the values of a
 * connection leave once, and the person stays here.
 */
export function POST(request: Request): Promise<Response> {
  return postStep(request, ["done"], async ({ journey, address }) => {
    const granted = await grantConsent(journey, (await consentedPrinter(journey.session.id)) ?? "", address);
    if (granted.ok) return seeOther(granted.location);
    // The connection exists: the app must not hear of a failure that is none (docs/app-contract.md#3-completion).
    return seeOther(stepUrl("done", journey.session.id, { late: "1" }));
  });
}
