import { redirectToCurrentStep, postStep } from "@/lib/web/journey-request";
import { stopWaiting } from "@/lib/supporters/checkout/checkout-store";

/** "Back" while a payment is waited for. When it becomes known, it counts all the same. */
export function POST(request: Request): Promise<Response> {
  return postStep(request, ["payment"], async ({ journey: { session } }) => {
    await stopWaiting(session.id);
    return redirectToCurrentStep(session.id);
  });
}
