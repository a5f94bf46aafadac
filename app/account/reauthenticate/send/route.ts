import { hasSecondFactor } from "@/lib/accounts/second-factor/second-factor-store";
import { sendAccountCode } from "@/lib/accounts/send-account-code";
import { visitPath } from "@/lib/journey/urls/visit-path";
import { postAccount } from "@/lib/web/account-request";
import { errorQuery } from "@/lib/web/form-error";
import { seeOther } from "@/lib/http/see-other";
import { withQuery } from "@/lib/http/with-query";

/** "Send code": a code by mail, for accounts without a second factor. */
export function POST(request: Request): Promise<Response> {
  const to = visitPath(new URL(request.url).searchParams.get("to") ?? "") ?? "/account";
  return postAccount(request, to, async ({ user, session, address }) => {
    if (await hasSecondFactor(user.id)) return seeOther(withQuery("/account/reauthenticate", { to }));
    const sent = await sendAccountCode({
      sessionId: session.sessionId,
      purpose: "reauthenticate",
      userId: user.id,
      email: user.email,
      address,
    });
    return seeOther(withQuery("/account/reauthenticate", { to, ...(!sent.ok && errorQuery(sent)) }));
  });
}
