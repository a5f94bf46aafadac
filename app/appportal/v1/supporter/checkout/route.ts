import { stepUrl } from "@/lib/flow/step-url";
import { refusalQuery } from "@/lib/http/form-error";
import { postStep } from "@/lib/http/journey-request";
import { takeFromLimit } from "@/lib/http/rate-limit-store";
import { seeOther } from "@/lib/http/see-other";
import { checkoutUrl } from "@/lib/supporters/checkout-url";

/** "Become a supporter": to the checkout, which leads back here. */
export function POST(request: Request): Promise<Response> {
  return postStep(request, ["supporter"], async ({ journey: { session, user } }) => {
    const limit = await takeFromLimit("checkoutsPerAccount", user?.id ?? session.id);
    if (!limit.ok) return seeOther(stepUrl("supporter", session.id, refusalQuery({ error: "too_many", retryAfterSeconds: limit.retryAfterSeconds })));
    return seeOther(checkoutUrl(stepUrl("supporter", session.id)) ?? stepUrl("supporter", session.id, { error: "checkout_unavailable" }));
  });
}
