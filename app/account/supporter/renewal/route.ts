import { postAccount } from "@/lib/web/account-request";
import { seeOther } from "@/lib/http/see-other";
import { setRenewal } from "@/lib/supporters/set-renewal";

const HERE = "/account/supporter";

/** "Cancel subscription" and "Keep my subscription": it ends with what is paid for, or goes on. */
export function POST(request: Request): Promise<Response> {
  return postAccount(request, HERE, async ({ user, field }) => {
    const wish = field("renews");
    if (wish !== "yes" && wish !== "no") return seeOther(HERE);
    const changed = await setRenewal(user.id, wish === "yes");
    return seeOther(changed.ok ? HERE : `${HERE}?${new URLSearchParams({ error: changed.error })}`);
  });
}
