import { signInWithSecondFactor } from "@/lib/accounts/second-factor/sign-in-with-second-factor";
import { updatePortalSession } from "@/lib/journey/portal-session-store";
import { stepUrl } from "@/lib/journey/step-url";
import { setSessionCookie } from "@/lib/web/browser-cookie";
import { errorQuery } from "@/lib/web/form-error";
import { postStep } from "@/lib/web/journey-request";
import { seeOther } from "@/lib/http/see-other";

/** "Verify" of the second step. */
export function POST(request: Request): Promise<Response> {
  return postStep(request, ["second-factor"], async ({ journey: { session }, field, address, device }) => {
    const recovery = new URL(request.url).searchParams.get("with") === "key";
    const signedIn = await signInWithSecondFactor({
      portalSessionId: session.id,
      typed: field(recovery ? "key" : "code"),
      recovery,
      address,
      device,
    });
    if (!signedIn.ok)
      return seeOther(
        stepUrl("second-factor", session.id, { with: recovery ? "key" : undefined, ...errorQuery(signedIn) }),
      );
    await updatePortalSession(session.id, { draft: {} });
    await setSessionCookie(signedIn.sessionToken);
    return seeOther(stepUrl("authorize", session.id));
  });
}
