import { stepUrl } from "@/lib/flow/step-url";
import { postStep } from "@/lib/http/journey-request";
import { seeOther } from "@/lib/http/see-other";
import { checkoutUrl } from "@/lib/supporters/checkout-url";

/** "Become a supporter": to the checkout, which leads back here. */
export function POST(request: Request): Promise<Response> {
  return postStep(request, ["supporter"], async ({ journey: { session } }) =>
    seeOther(checkoutUrl(stepUrl("supporter", session.id)) ?? stepUrl("supporter", session.id, { error: "checkout_unavailable" })),
  );
}
