import { sendAccountCode } from "@/lib/accounts/send-account-code";
import { postRecentAuth } from "@/lib/web/account-request";
import { errorQuery } from "@/lib/web/form-error";
import { seeOther } from "@/lib/http/see-other";
import { withQuery } from "@/lib/http/with-query";

const HERE = "/account/data/delete";

/** "Send code to delete". */
export function POST(request: Request): Promise<Response> {
  return postRecentAuth(request, HERE, async ({ user, session, address }) => {
    const sent = await sendAccountCode({
      sessionId: session.sessionId,
      purpose: "delete",
      userId: user.id,
      email: user.email,
      address,
    });
    return seeOther(withQuery(HERE, sent.ok ? {} : errorQuery(sent)));
  });
}
