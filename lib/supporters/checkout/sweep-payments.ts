import { days, fromNow } from "@/lib/clock";
import { sweepCheckouts } from "@/lib/supporters/checkout/checkout-store";
import { sweepPaymentEvents } from "@/lib/supporters/payment-event-store";

/**
 * Forgets checkouts after a week, and which events were received after three months. What they led to stays. Run from
 * time to time.
 */
export async function sweepPayments(): Promise<void> {
  await Promise.all([sweepCheckouts(fromNow(-days(7))), sweepPaymentEvents(fromNow(-days(90)))]);
}
