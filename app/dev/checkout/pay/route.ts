import { currentUser } from "@/lib/http/current-user";
import { seeOther } from "@/lib/http/see-other";
import { serverFault } from "@/lib/http/server-fault";
import { checkoutBack } from "@/lib/supporters/checkout-url";
import { addPerks } from "@/lib/supporters/entitlement-store";

const MONTH_DAYS = 31;

/** "Pay" in the sandbox: a month of Supporter Perks for who is signed in. */
export async function POST(request: Request): Promise<Response> {
  try {
    const query = new URL(request.url).searchParams;
    const back = checkoutBack({ back: query.get("back") ?? undefined, signature: query.get("signature") ?? undefined });
    const user = await currentUser();
    if (!back || !user) return new Response(null, { status: 404 });
    await addPerks({ userId: user.id, days: MONTH_DAYS, source: "sandbox" });
    return seeOther(back);
  } catch (error) {
    return serverFault(error);
  }
}
