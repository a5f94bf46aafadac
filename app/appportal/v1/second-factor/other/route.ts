import { forgetFirstFactor } from "@/lib/accounts/first-factor-store";
import { forgetSignInCode } from "@/lib/accounts/sign-in-code-store";
import { stepUrl } from "@/lib/journey/step-url";
import { postStep } from "@/lib/web/journey-request";
import { seeOther } from "@/lib/http/see-other";

/** "Use another account": the first step is forgotten, and its code is dead. */
export function POST(request: Request): Promise<Response> {
  return postStep(request, ["second-factor"], async ({ journey: { session } }) => {
    await forgetSignInCode(session.id);
    await forgetFirstFactor(session.id);
    return seeOther(stepUrl("account", session.id));
  });
}
