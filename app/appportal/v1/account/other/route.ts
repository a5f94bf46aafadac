import { forgetSignInCode } from "@/lib/accounts/sign-in-code-store";
import { updatePortalSession } from "@/lib/journey/portal-session-store";
import { stepUrl } from "@/lib/journey/step-url";
import { postStep } from "@/lib/web/journey-request";
import { seeOther } from "@/lib/http/see-other";

/** "Use another address": the code that was sent is dead, the address stays in its field to be mended. */
export function POST(request: Request): Promise<Response> {
  return postStep(request, ["verify"], async ({ journey: { session } }) => {
    await forgetSignInCode(session.id);
    await updatePortalSession(session.id, { email: null });
    return seeOther(stepUrl("account", session.id));
  });
}
