import { unlinkIdentity } from "@/lib/accounts/identities/linked-identity-store";
import { postRecentAuth } from "@/lib/web/account-request";
import { SECURITY_PATH, securityUrl } from "@/lib/web/security-url";
import { seeOther } from "@/lib/http/see-other";

/** "Remove" beside a provider. */
export function POST(request: Request): Promise<Response> {
  return postRecentAuth(request, SECURITY_PATH, async ({ user, session, field, address }) => {
    const unlinked = await unlinkIdentity(user.id, field("provider"), session.sessionId, address);
    return seeOther(securityUrl(unlinked ? { identity: "unlinked" } : {}));
  });
}
