import { sendSignInCode } from "@/lib/accounts/send-sign-in-code";
import { stepUrl } from "@/lib/journey/step-url";
import { errorQuery } from "@/lib/web/form-error";
import { postStep } from "@/lib/web/journey-request";
import { seeOther } from "@/lib/http/see-other";

/** "Send a new code": the one before dies. */
export function POST(request: Request): Promise<Response> {
  return postStep(request, ["verify"], async ({ journey: { session }, address }) => {
    const sent = await sendSignInCode({ portalSessionId: session.id, email: session.email ?? "", address });
    return seeOther(stepUrl("verify", session.id, sent.ok ? { resent: "1" } : errorQuery(sent)));
  });
}
