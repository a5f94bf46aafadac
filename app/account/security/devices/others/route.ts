import { signOutOthers } from "@/lib/accounts/end-sessions-store";
import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { postAccount } from "@/lib/web/account-request";
import { seeOther } from "@/lib/http/see-other";

/** "Sign out all other devices". */
export function POST(request: Request): Promise<Response> {
  return postAccount(request, "/account/security", async ({ user, session, address }) => {
    const ended = await signOutOthers(user.id, session.sessionId);
    if (ended > 0) await writeAuditLog({ userId: user.id, kind: "signed_out_elsewhere", address });
    return seeOther("/account/security?done=others");
  });
}
