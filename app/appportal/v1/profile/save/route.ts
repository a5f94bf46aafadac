import { completeProfile } from "@/lib/accounts/complete-profile";
import { updatePortalSession } from "@/lib/journey/portal-session-store";
import { stepUrl } from "@/lib/journey/step-url";
import { errorQuery } from "@/lib/web/form-error";
import { postStep } from "@/lib/web/journey-request";
import { seeOther } from "@/lib/http/see-other";

/** "Create account". */
export function POST(request: Request): Promise<Response> {
  return postStep(request, ["profile"], async ({ journey: { session, user }, field }) => {
    if (!user) return seeOther(stepUrl("account", session.id));
    const input = { name: field("name"), password: field("password"), terms: field("terms") === "yes" };
    const done = await completeProfile(user, input);
    await updatePortalSession(session.id, {
      draft: done.ok ? {} : { name: input.name, ...(input.terms && { terms: "yes" }) },
    });
    return seeOther(done.ok ? stepUrl("printer", session.id) : stepUrl("profile", session.id, errorQuery(done)));
  });
}
