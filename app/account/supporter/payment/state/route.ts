import { askAboutCheckout, isLongAwaited } from "@/lib/supporters/checkout/ask-about-checkout";
import { findCheckout } from "@/lib/supporters/checkout/checkout-store";
import { isPaymentKnown } from "@/lib/supporters/checkout/payment-known";
import { currentUser } from "@/lib/web/current-user";

/** The state of the payment of a checkout of this account: waiting, long, or over. */
export async function GET(request: Request): Promise<Response> {
  const user = await currentUser();
  const checkout = user && (await findCheckout(new URL(request.url).searchParams.get("checkout") ?? "", user.id));
  if (!user || !checkout) return Response.json({ state: "over" });
  await askAboutCheckout(checkout);
  const known = await isPaymentKnown(user.id);
  return Response.json({ state: known ? "over" : isLongAwaited(checkout) ? "long" : "waiting" });
}
