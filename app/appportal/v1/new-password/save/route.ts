import { changePassword } from "@/lib/accounts/password/change-password";
import { isRecentlyAuthenticated } from "@/lib/accounts/signed-in-store";
import { updatePortalSession } from "@/lib/journey/portal-session-store";
import { stepUrl } from "@/lib/journey/step-url";
import { currentVisit } from "@/lib/web/account-request";
import { errorQuery } from "@/lib/web/form-error";
import { redirectToCurrentStep, postStep } from "@/lib/web/journey-request";
import { seeOther } from "@/lib/http/see-other";

/** "Save password" after a forgotten one: every other sign-in ends. */
export function POST(request: Request): Promise<Response> {
  return postStep(request, ["new-password"], async ({ journey: { session }, field, address }) => {
    const visit = await currentVisit();
    if (!visit) return seeOther(stepUrl("account", session.id));
    // The code that proved who it is was typed a while ago: by now anybody may hold this browser.
    if (!isRecentlyAuthenticated(visit.session)) {
      await updatePortalSession(session.id, { resetting: false });
      return seeOther("/account/security?error=first_step_expired");
    }
    const changed = await changePassword(
      visit.user,
      { sessionId: visit.session.sessionId, address },
      { password: field("password"), current: undefined },
    );
    if (!changed.ok) return seeOther(stepUrl("new-password", session.id, errorQuery(changed)));
    await updatePortalSession(session.id, { resetting: false });
    return redirectToCurrentStep(session.id);
  });
}
