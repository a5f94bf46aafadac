import { beginSecondFactor } from "@/lib/accounts/second-factor/second-factor-store";
import { postRecentAuth } from "@/lib/web/account-request";
import { seeOther } from "@/lib/http/see-other";

/** "Set it up": a new secret, which asks for nothing before a code has proven it. */
export function POST(request: Request): Promise<Response> {
  return postRecentAuth(request, "/account/security/second-factor", async ({ user, session }) => {
    await beginSecondFactor(user.id, session.sessionId);
    return seeOther("/account/security/second-factor");
  });
}
