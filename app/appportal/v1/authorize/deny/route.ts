import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { failureUrl } from "@/lib/journey/leave-url";
import { endPortalSession } from "@/lib/journey/portal-session-store";
import { stepUrl } from "@/lib/journey/step-url";
import { answerExpired } from "@/lib/web/answer-grant";
import { postStep } from "@/lib/web/journey-request";
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
      if (journey.user && journey.app)
        await writeAuditLog({ userId: journey.user.id, kind: "denied", appId: journey.app.id, address });
      return seeOther(failureUrl(journey, "access_denied") ?? stepUrl("ended", id));
    },
    answerExpired,
  );
}
