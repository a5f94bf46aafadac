import { deleteAccount } from "@/lib/endings/delete-account";
import { postRecentAuth } from "@/lib/web/account-request";
import { forgetBrowser, takeSessionCookie } from "@/lib/web/browser-cookie";
import { errorQuery } from "@/lib/web/form-error";
import { seeOther } from "@/lib/http/see-other";
import { withQuery } from "@/lib/http/with-query";

const HERE = "/account/data/delete";

/** "Delete my account". */
export function POST(request: Request): Promise<Response> {
  return postRecentAuth(request, HERE, async ({ user, session, field, address }) => {
    const deleted = await deleteAccount(user, { sessionId: session.sessionId, code: field("code"), address });
    if (!deleted.ok) return seeOther(withQuery(HERE, errorQuery(deleted)));
    await takeSessionCookie();
    await forgetBrowser();
    return seeOther("/account/deleted");
  });
}
