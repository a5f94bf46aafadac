import { isSupporter } from "@/lib/supporters/perks-store";
import { liveSubscription } from "@/lib/supporters/subscription-store";

/** Whether a payment that is waited for is known: there is a subscription now, and it gives perks. */
export async function isPaymentKnown(userId: string): Promise<boolean> {
  return (await liveSubscription(userId)) !== undefined && (await isSupporter(userId));
}
