import { visitPath } from "@/lib/journey/urls/visit-path";
import { manageUrl } from "@/lib/supporters/checkout/manage-url";
import { openCheckout } from "@/lib/supporters/checkout/open-checkout";
import { chosenInterval } from "@/lib/supporters/price";
import { setRenewal } from "@/lib/supporters/set-renewal";
import { pageWith, type AccountPost } from "@/lib/web/account/account-action";

export const SUPPORTER_PAGE = "/account/supporter";

/** "Become a supporter", or "Fix the payment", on a page outside of a journey; `back` names the page. */
export async function checkOut({ user, field }: AccountPost): Promise<string> {
  const back = visitPath(field("back")) ?? SUPPORTER_PAGE;
  const opened = await openCheckout({
    userId: user.id,
    email: user.email,
    interval: chosenInterval(field("interval")),
    back,
    journeyId: null,
  });
  return opened.ok ? opened.location : pageWith(back, opened);
}

/** "Card and invoices": to the payment provider's own page for them, which shows names and addresses. */
export async function manage({ user }: AccountPost): Promise<string> {
  const page = await manageUrl(user.id, SUPPORTER_PAGE);
  return page.ok ? page.location : pageWith(SUPPORTER_PAGE, page);
}

/** "Cancel subscription" and "Keep my subscription": it ends with what is paid for, or goes on. */
export async function changeRenewal({ user, field }: AccountPost): Promise<string> {
  const wish = field("renews");
  if (wish !== "yes" && wish !== "no") return SUPPORTER_PAGE;
  const changed = await setRenewal(user.id, wish === "yes");
  return changed.ok ? SUPPORTER_PAGE : pageWith(SUPPORTER_PAGE, changed);
}
