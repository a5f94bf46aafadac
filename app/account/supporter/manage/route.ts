import { postRecentAuth } from "@/lib/web/account-request";
import { seeOther } from "@/lib/http/see-other";
import { manageUrl } from "@/lib/supporters/checkout/manage-url";

const HERE = "/account/supporter";

/** "Card and invoices": to the payment provider's own page for them, which shows names and addresses. */
export function POST(request: Request): Promise<Response> {
  return postRecentAuth(request, HERE, async ({ user }) => {
    const page = await manageUrl(user.id, HERE);
    return seeOther(page.ok ? page.location : `${HERE}?${new URLSearchParams({ error: page.error })}`);
  });
}
