import { signInWithCode } from "@/lib/accounts/sign-in-with-code";
import { updatePortalSession } from "@/lib/journey/portal-session-store";
import { stepUrl } from "@/lib/journey/step-url";
import { setSessionCookie } from "@/lib/web/browser-cookie";
import { errorQuery } from "@/lib/web/form-error";
import { postStep } from "@/lib/web/journey-request";
import { seeOther } from "@/lib/http/see-other";

/** "Verify". */
export function POST(request: Request): Promise<Response> {
  return postStep(request, ["verify"], async ({ journey: { session }, field, address, device }) => {
    const signedIn = await signInWithCode({
      portalSessionId: session.id,
      email: session.email ?? "",
      code: field("code"),
      address,
      device,
    });
    if (!signedIn.ok) return seeOther(stepUrl("verify", session.id, errorQuery(signedIn)));
    await updatePortalSession(session.id, { draft: {} });
    if (signedIn.sessionToken) await setSessionCookie(signedIn.sessionToken);
    // The page of that step sends the browser on to the one the journey is at.
    return seeOther(stepUrl(signedIn.isNew ? "profile" : "authorize", session.id));
  });
}
