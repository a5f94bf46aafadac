import { failureUrl, type FailureReason } from "@/lib/journey/leave-url";
import { stepUrl } from "@/lib/journey/step-url";
import { postStep } from "@/lib/web/journey-request";
import { seeOther } from "@/lib/http/see-other";

const REASONS: readonly string[] = ["cancelled", "access_denied", "supporter_required"] satisfies FailureReason[];

/** "Return to <app>" from a journey that ended without a connection: the app hears why. */
export function POST(request: Request): Promise<Response> {
  return postStep(request, ["ended"], async ({ journey }) => {
    const { id, endedReason } = journey.session;
    const reason = REASONS.includes(endedReason ?? "") ? (endedReason as FailureReason) : "session_expired";
    return seeOther(failureUrl(journey, reason) ?? stepUrl("ended", id));
  });
}
