import { grantConsent } from "@/lib/flow/grant-consent";
import { failureUrl } from "@/lib/flow/leave-url";
import { stepUrl } from "@/lib/flow/step-url";
import { refusalQuery } from "@/lib/http/form-error";
import { LIMITS } from "@/lib/http/limits";
import { postStep } from "@/lib/http/journey-request";
import { seeOther } from "@/lib/http/see-other";

/**
 * "Authorize", and the same again within two minutes ("Try again", a double tap, a lost answer): mints a connection and
 * takes it to the app in this one answer.
 */
export function POST(request: Request): Promise<Response> {
  return postStep(
    request,
    ["authorize", "done"],
    async ({ journey, field, address }) => {
      const { id } = journey.session;
      const granted = await grantConsent(journey, field("printer"), address);
      if (granted.ok) return seeOther(granted.location);
      if (granted.error === "server_error") return seeOther(failureUrl(journey, "server_error") ?? stepUrl("ended", id));
      if (granted.error === "consent_used_up") return seeOther(stepUrl("done", id));
      const retryAfterSeconds = granted.error === "too_many" ? LIMITS.consentsPerAccount.windowMs / 1000 : undefined;
      return seeOther(stepUrl("authorize", id, refusalQuery({ error: granted.error, ...(retryAfterSeconds && { retryAfterSeconds }) })));
    },
    (journey) => {
      const expired = journey.step.name === "ended" && journey.step.why === "session_expired";
      const url = expired ? failureUrl(journey, "session_expired") : undefined;
      return url ? seeOther(url) : undefined;
    },
  );
}
