import { finishEmailChange } from "@/lib/endings/change-email";
import { postRecentAuth } from "@/lib/web/account-request";
import { errorQuery } from "@/lib/web/form-error";
import { seeOther } from "@/lib/http/see-other";
import { withQuery } from "@/lib/http/with-query";

const HERE = "/account/security/email";

/** "Change e-mail": takes both codes. */
export function POST(request: Request): Promise<Response> {
  return postRecentAuth(request, HERE, async ({ user, session, field, address }) => {
    const changed = await finishEmailChange(
      user,
      { sessionId: session.sessionId, address },
      { old: field("old"), new: field("new") },
    );
    return seeOther(changed.ok ? "/account/security?done=email" : withQuery(HERE, errorQuery(changed)));
  });
}
