import type { Journey } from "@/lib/journey/read/load-journey";
import type { ReadView } from "@/lib/journey/read/view";
import { askAboutCheckout, isLongAwaited } from "@/lib/supporters/checkout/ask-about-checkout";
import { awaitedCheckout, type Checkout } from "@/lib/supporters/checkout/checkout-store";

/** Whether it takes long enough to say so. */
export type PaymentView = { state: "waiting" | "long" };

const awaited = async ({ id, user }: Journey): Promise<Checkout | undefined> => user && awaitedCheckout(id, user.id);

/** Reads what is known of the payment; asks the provider, and when that knows more the journey has moved on. */
export const readPayment: ReadView<PaymentView> = async (journey) => {
  const checkout = await awaited(journey);
  if (checkout && (await askAboutCheckout(checkout))) return undefined;
  return { state: checkout && isLongAwaited(checkout) ? "long" : "waiting" };
};

/**
 * For the page while it is open.
 * @param load the journey as it is now, if it is at this step
 */
export async function pollPayment(
  load: () => Promise<Journey | undefined>,
): Promise<{ state: PaymentView["state"] | "over" }> {
  const look = async () => {
    const journey = await load();
    return journey && awaited(journey);
  };
  const before = await look();
  const checkout = before && (await askAboutCheckout(before)) ? await look() : before;
  return { state: !checkout ? "over" : isLongAwaited(checkout) ? "long" : "waiting" };
}
