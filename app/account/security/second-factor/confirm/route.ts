import { newRecoveryKeys } from "@/lib/accounts/second-factor/recovery-keys";
import { confirmSecondFactor } from "@/lib/accounts/second-factor/second-factor-store";
import { consume } from "@/lib/rate-limits/rate-limit-store";
import { postRecentAuth } from "@/lib/web/account-request";
import { errorQuery } from "@/lib/web/form-error";
import { handOverKeys } from "@/lib/web/recovery-keys-cookie";
import { seeOther } from "@/lib/http/see-other";
import { withQuery } from "@/lib/http/with-query";
import { mailNotice } from "@/lib/mail/mail-notice";
import { recordFault } from "@/lib/observability/record-fault";

const HERE = "/account/security/second-factor";

/** "Turn on": from now on signing in takes a second factor. */
export function POST(request: Request): Promise<Response> {
  return postRecentAuth(request, HERE, async ({ user, session, field, address }) => {
    const limit = await consume("secondFactorPerAccount", user.id);
    if (!limit.ok)
      return seeOther(withQuery(HERE, errorQuery({ error: "too_many", retryAfterSeconds: limit.retryAfterSeconds })));
    const keys = newRecoveryKeys();
    const on = await confirmSecondFactor(
      { userId: user.id, sessionId: session.sessionId, address },
      field("code"),
      keys,
    );
    if (!on) return seeOther(withQuery(HERE, { error: "second_factor_wrong" }));
    await handOverKeys(session.sessionId, keys);
    void mailNotice(user.email, "secondFactorOn").catch(recordFault);
    return seeOther(HERE);
  });
}
