import { endSession } from "@/lib/accounts/end-sessions-store";
import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { postAccount } from "@/lib/web/account-request";
import { seeOther } from "@/lib/http/see-other";

/** "Sign out" of one device. */
export function POST(request: Request): Promise<Response> {
  return postAccount(request, "/account/security", async ({ user, field, address }) => {
    const ended = await endSession(user.id, field("device"));
    if (ended) await writeAuditLog({ userId: user.id, kind: "signed_out_elsewhere", address });
    return seeOther(`/account/security${ended ? "?done=device" : ""}`);
  });
}
