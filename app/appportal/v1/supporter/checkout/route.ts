import { stepUrl } from "@/lib/journey/step-url";
import { errorQuery } from "@/lib/web/form-error";
import { redirectToCurrentStep, postStep } from "@/lib/web/journey-request";
import { seeOther } from "@/lib/http/see-other";
import { openCheckout } from "@/lib/supporters/checkout/open-checkout";
import { chosenInterval } from "@/lib/supporters/price";

/** "Become a supporter": to the checkout, which leads back here. */
export function POST(request: Request): Promise<Response> {
  return postStep(request, ["supporter"], async ({ journey: { session, user }, field }) => {
    if (!user) return redirectToCurrentStep(session.id);
    const opened = await openCheckout({
      userId: user.id,
      email: user.email,
      interval: chosenInterval(field("interval")),
      back: stepUrl("supporter", session.id),
      portalSessionId: session.id,
    });
    if (opened.ok) return seeOther(opened.location);
    return opened.error === "already_subscribed"
      ? redirectToCurrentStep(session.id)
      : seeOther(stepUrl("supporter", session.id, errorQuery(opened)));
  });
}
