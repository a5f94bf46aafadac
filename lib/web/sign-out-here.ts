import { endThisBrowser } from "@/lib/accounts/end-sessions-store";
import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { browserSecret } from "@/lib/web/browser-cookie";
import { currentUser } from "@/lib/web/current-user";
import { requestAddress } from "@/lib/web/request-address";
import { forgetBrowser, takeSessionCookie } from "@/lib/web/set-browser-cookie";

/**
 * In route handlers: signs this browser out for good. Its journeys and the codes mailed in them belong to who was here
 * before: the browser gets a new secret, so that whoever comes next can use neither.
 */
export async function signOutHere(headers: Headers): Promise<void> {
  const user = await currentUser();
  const token = await takeSessionCookie();
  await endThisBrowser(token, browserSecret());
  await forgetBrowser();
  if (user) await writeAuditLog({ userId: user.id, kind: "signed_out", address: requestAddress(headers) });
}
