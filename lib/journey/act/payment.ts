import { toCurrentStep, type Outcome, type Post } from "@/lib/journey/act/action";
import { stopWaiting } from "@/lib/supporters/checkout/checkout-store";

/** "Back" while a payment is waited for. When it becomes known, it counts all the same. */
export async function stopAwaitingPayment({ journey: { id } }: Post): Promise<Outcome> {
  await stopWaiting(id);
  return toCurrentStep();
}
