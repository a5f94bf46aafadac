import { sendSignInCode } from "@/lib/accounts/send-sign-in-code";
import { updatePortalSession } from "@/lib/journey/portal-session-store";
import { stepUrl } from "@/lib/journey/step-url";
import { errorQuery } from "@/lib/web/form-error";
import { postStep } from "@/lib/web/journey-request";
import { seeOther } from "@/lib/http/see-other";

/** "Send code": to sign in, or (`forgotten`) to choose a new password. What is sent and answered is the same. */
export function POST(request: Request): Promise<Response> {
  return postStep(request, ["account"], async ({ journey: { session }, field, address }) => {
    const sent = await sendSignInCode({ portalSessionId: session.id, email: field("email"), address });
    const resetting = field("forgotten") === "1";
    await updatePortalSession(
      session.id,
      sent.ok ? { email: sent.email, resetting, draft: { email: sent.email } } : { draft: { email: field("email") } },
    );
    return seeOther(
      sent.ok
        ? stepUrl("verify", session.id)
        : stepUrl("account", session.id, { with: resetting ? "forgotten" : undefined, ...errorQuery(sent) }),
    );
  });
}
