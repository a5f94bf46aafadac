import { newRecoveryKeys } from "@/lib/accounts/second-factor/recovery-keys";
import { renewRecoveryKeys } from "@/lib/accounts/second-factor/second-factor-store";
import { postRecentAuth } from "@/lib/web/account-request";
import { handOverKeys } from "@/lib/web/recovery-keys-cookie";
import { seeOther } from "@/lib/http/see-other";
import { mailNotice } from "@/lib/mail/mail-notice";
import { recordFault } from "@/lib/observability/record-fault";

const HERE = "/account/security/second-factor";

/** "Make new recovery keys". */
export function POST(request: Request): Promise<Response> {
  return postRecentAuth(request, HERE, async ({ user, session, address }) => {
    const keys = newRecoveryKeys();
    if (await renewRecoveryKeys({ userId: user.id, sessionId: session.sessionId, address }, keys)) {
      await handOverKeys(session.sessionId, keys);
      void mailNotice(user.email, "recoveryKeysMade").catch(recordFault);
    }
    return seeOther(HERE);
  });
}
