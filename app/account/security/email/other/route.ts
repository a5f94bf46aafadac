import { killCodes } from "@/lib/accounts/account-code-store";
import { postAccount } from "@/lib/web/account-request";
import { seeOther } from "@/lib/http/see-other";

/** "Use another address": the codes are dead. */
export function POST(request: Request): Promise<Response> {
  return postAccount(request, "/account/security/email", async ({ session }) => {
    await killCodes(session.sessionId, ["email_old", "email_new"]);
    return seeOther("/account/security/email");
  });
}
