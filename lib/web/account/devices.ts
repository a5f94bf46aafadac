import { endSession, signOutOthers } from "@/lib/accounts/end-sessions-store";
import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import type { AccountPost } from "@/lib/web/account/account-action";
import { securityUrl } from "@/lib/web/security-url";

/** "Sign out" of one device. */
export async function endDevice({ user, field, address }: AccountPost): Promise<string> {
  const ended = await endSession(user.id, field("device"));
  if (ended) await writeAuditLog({ userId: user.id, kind: "signed_out_elsewhere", address });
  return securityUrl({ done: ended ? "device" : undefined });
}

/** "Sign out all other devices". */
export async function endOtherDevices({ user, session, address }: AccountPost): Promise<string> {
  const ended = await signOutOthers(user.id, session.sessionId);
  if (ended > 0) await writeAuditLog({ userId: user.id, kind: "signed_out_elsewhere", address });
  return securityUrl({ done: "others" });
}
