import { visitPath } from "@/lib/journey/urls/visit-path";
import { postAccount } from "@/lib/web/account-request";
import { errorQuery } from "@/lib/web/form-error";
import { seeOther } from "@/lib/http/see-other";
import { withQuery } from "@/lib/http/with-query";
import { openCheckout } from "@/lib/supporters/checkout/open-checkout";
import { chosenInterval } from "@/lib/supporters/price";

const HERE = "/account/supporter";

/** "Become a supporter", or "Fix the payment", on a page outside of a journey; `back` names the page. */
export function POST(request: Request): Promise<Response> {
  return postAccount(request, HERE, async ({ user, field }) => {
    const back = visitPath(field("back")) ?? HERE;
    const opened = await openCheckout({
      userId: user.id,
      email: user.email,
      interval: chosenInterval(field("interval")),
      back,
      portalSessionId: null,
    });
    return seeOther(opened.ok ? opened.location : withQuery(back, errorQuery(opened)));
  });
}
