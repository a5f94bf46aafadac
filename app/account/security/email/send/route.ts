import { beginEmailChange } from "@/lib/endings/change-email";
import { postRecentAuth } from "@/lib/web/account-request";
import { errorQuery } from "@/lib/web/form-error";
import { seeOther } from "@/lib/http/see-other";
import { withQuery } from "@/lib/http/with-query";

const HERE = "/account/security/email";

/** "Send codes". */
export function POST(request: Request): Promise<Response> {
  return postRecentAuth(request, HERE, async ({ user, session, field, address }) => {
    const begun = await beginEmailChange(user, { sessionId: session.sessionId, address }, field("email"));
    return seeOther(begun.ok ? HERE : withQuery(HERE, errorQuery(begun)));
  });
}
