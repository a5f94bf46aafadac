import { seeOther } from "@/lib/http/see-other";
import { checkoutBack } from "@/lib/supporters/checkout-url";

/** "Decline" in the sandbox. */
export function POST(request: Request): Response {
  const query = new URL(request.url).searchParams;
  const back = checkoutBack({ back: query.get("back") ?? undefined, signature: query.get("signature") ?? undefined });
  if (!back) return new Response(null, { status: 404 });
  return seeOther(`${back}${back.includes("?") ? "&" : "?"}declined=1`);
}
