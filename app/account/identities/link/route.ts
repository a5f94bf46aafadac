import { beginAttempt } from "@/lib/accounts/identities/begin-attempt";
import { seeOther } from "@/lib/http/see-other";
import { postRecentAuth } from "@/lib/web/account-request";
import { errorQuery } from "@/lib/web/form-error";
import { setAttemptCookie } from "@/lib/web/provider-attempt-cookie";
import { SECURITY_PATH, securityUrl } from "@/lib/web/security-url";

/** "Add" beside a provider: a new way to sign in, so it takes recent authentication (ASVS 7.5.1). */
export function POST(request: Request): Promise<Response> {
  return postRecentAuth(request, SECURITY_PATH, async ({ session, field, address }) => {
    const begun = await beginAttempt(field("provider"), { goal: "link", id: session.sessionId }, address);
    if (!begun.ok) return seeOther(securityUrl(errorQuery(begun)));
    await setAttemptCookie(begun.sealed);
    return seeOther(begun.location);
  });
}
