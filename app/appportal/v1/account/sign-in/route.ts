import { signInWithPassword } from "@/lib/accounts/sign-in-with-password";
import { updatePortalSession } from "@/lib/journey/portal-session-store";
import { stepUrl } from "@/lib/journey/step-url";
import { setSessionCookie } from "@/lib/web/browser-cookie";
import { errorQuery } from "@/lib/web/form-error";
import { postStep } from "@/lib/web/journey-request";
import { seeOther } from "@/lib/http/see-other";

/** "Sign in" with a password. */
export function POST(request: Request): Promise<Response> {
  return postStep(request, ["account"], async ({ journey: { session }, field, address, device }) => {
    const signedIn = await signInWithPassword({
      portalSessionId: session.id,
      email: field("email"),
      password: field("password"),
      address,
      device,
    });
    if (!signedIn.ok) {
      await updatePortalSession(session.id, { draft: { email: field("email") } });
      return seeOther(stepUrl("account", session.id, { with: "password", ...errorQuery(signedIn) }));
    }
    await updatePortalSession(session.id, { draft: {} });
    if (signedIn.sessionToken) await setSessionCookie(signedIn.sessionToken);
    return seeOther(stepUrl("authorize", session.id));
  });
}
