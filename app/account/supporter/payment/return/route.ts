import { seeOther } from "@/lib/http/see-other";
import { findCheckout, recordReturn } from "@/lib/supporters/checkout/checkout-store";
import { signInFirst } from "@/lib/web/account-request";
import { currentUser } from "@/lib/web/current-user";
import { redirectToCurrentStep } from "@/lib/web/journey-request";
import { serverFault } from "@/lib/web/server-fault";

const HERE = "/account/supporter";

/**
 * Where the payment provider sends people who went through a checkout. Nothing is believed of it but that they came
 * back.
 */
export async function GET(request: Request): Promise<Response> {
  try {
    const user = await currentUser();
    if (!user) return seeOther(signInFirst(HERE));
    const checkout = await findCheckout(new URL(request.url).searchParams.get("checkout") ?? "", user.id);
    if (!checkout) return seeOther(HERE);
    await recordReturn(checkout.id);
    return checkout.journeyId
      ? await redirectToCurrentStep(checkout.journeyId)
      : seeOther(`${HERE}/payment?${new URLSearchParams({ checkout: checkout.id })}`);
  } catch (error) {
    return await serverFault(error);
  }
}
