import { writeAudit } from "@/lib/audit/audit-store";
import { failureUrl } from "@/lib/flow/leave-url";
import { endPortalSession } from "@/lib/flow/portal-session-store";
import { stepUrl } from "@/lib/flow/step-url";
import { answerExpired } from "@/lib/http/answer-grant";
import { postStep } from "@/lib/http/journey-request";
import { seeOther } from "@/lib/http/see-other";

/** "Cancel" at consent: refused. */
export function POST(request: Request): Promise<Response> {
  return postStep(
    request,
    ["authorize"],
    async ({ journey, address }) => {
      const { id } = journey.session;
      // A consent given in another tab at this moment counts.
      if (!(await endPortalSession(id, "access_denied"))) return seeOther(stepUrl("done", id));
      if (journey.user && journey.app) await writeAudit({ userId: journey.user.id, kind: "denied", appId: journey.app.id, address });
      return seeOther(failureUrl(journey, "access_denied") ?? stepUrl("ended", id));
    },
    answerExpired,
  );
}
