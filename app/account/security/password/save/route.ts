import { changePassword } from "@/lib/accounts/password/change-password";
import { postRecentAuth } from "@/lib/web/account-request";
import { errorQuery } from "@/lib/web/form-error";
import { seeOther } from "@/lib/http/see-other";
import { withQuery } from "@/lib/http/with-query";

const HERE = "/account/security/password";

/** "Save password". */
export function POST(request: Request): Promise<Response> {
  return postRecentAuth(request, HERE, async ({ user, session, field, address }) => {
    const changed = await changePassword(
      user,
      { sessionId: session.sessionId, address },
      { password: field("password"), current: field("current") },
    );
    return seeOther(changed.ok ? "/account/security?done=password" : withQuery(HERE, errorQuery(changed)));
  });
}
