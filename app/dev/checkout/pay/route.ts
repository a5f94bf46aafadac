import { seeOther } from "@/lib/http/see-other";
import { findCheckout } from "@/lib/supporters/checkout/checkout-store";
import { settleSoon } from "@/lib/supporters/lapse/settle-perks";
import { paySandbox } from "@/lib/supporters/sandbox/sandbox-store";
import { currentUser } from "@/lib/web/current-user";
import { serverFault } from "@/lib/web/server-fault";

/** "Pay" in the sandbox: a subscription begins for who is signed in, once for each checkout. */
export async function POST(request: Request): Promise<Response> {
  try {
    const user = await currentUser();
    const id = new URL(request.url).searchParams.get("checkout") ?? "";
    const checkout = user && (await findCheckout(id, user.id));
    if (!checkout) return new Response(null, { status: 404 });
    if (await paySandbox(checkout)) await settleSoon();
    return seeOther(`/account/supporter/payment/return?${new URLSearchParams({ checkout: id })}`);
  } catch (error) {
    return await serverFault(error);
  }
}
