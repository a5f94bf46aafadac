import { removeSecondFactor } from "@/lib/accounts/second-factor/second-factor-store";
import { postRecentAuth } from "@/lib/web/account-request";
import { seeOther } from "@/lib/http/see-other";
import { mailNotice } from "@/lib/mail/mail-notice";
import { recordFault } from "@/lib/observability/record-fault";

/** "Turn the second step off". */
export function POST(request: Request): Promise<Response> {
  return postRecentAuth(request, "/account/security/second-factor", async ({ user, session, address }) => {
    const off = await removeSecondFactor({ userId: user.id, sessionId: session.sessionId, address });
    if (off) void mailNotice(user.email, "secondFactorOff").catch(recordFault);
    return seeOther(`/account/security${off ? "?done=off" : ""}`);
  });
}
