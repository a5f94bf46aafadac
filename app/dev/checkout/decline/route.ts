import { seeOther } from "@/lib/http/see-other";
import { withQuery } from "@/lib/http/with-query";
import { findCheckout } from "@/lib/supporters/checkout/checkout-store";
import { currentUser } from "@/lib/web/current-user";
import { serverFault } from "@/lib/web/server-fault";

/** "Decline" in the sandbox. */
export async function POST(request: Request): Promise<Response> {
  try {
    const user = await currentUser();
    const checkout = user && (await findCheckout(new URL(request.url).searchParams.get("checkout") ?? "", user.id));
    return checkout ? seeOther(withQuery(checkout.back, { declined: "1" })) : new Response(null, { status: 404 });
  } catch (error) {
    return await serverFault(error);
  }
}
