import { loadRequestJourney } from "@/lib/web/journey-request";
import { askAboutCheckout, isLongAwaited } from "@/lib/supporters/checkout/ask-about-checkout";
import { awaitedCheckout } from "@/lib/supporters/checkout/checkout-store";

/** The state of the payment of this browser's journey: waiting, long, or over. */
export async function GET(request: Request): Promise<Response> {
  const id = new URL(request.url).searchParams.get("session") ?? "";
  const look = async () => {
    const found = await loadRequestJourney(id);
    const journey = found.kind === "own" && found.journey.step.name === "payment" ? found.journey : undefined;
    return journey?.user && awaitedCheckout(id, journey.user.id);
  };
  const before = await look();
  const checkout = before && (await askAboutCheckout(before)) ? await look() : before;
  return Response.json({ state: !checkout ? "over" : isLongAwaited(checkout) ? "long" : "waiting" });
}
