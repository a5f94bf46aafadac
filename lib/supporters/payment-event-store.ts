import { now } from "@/lib/clock";
import { endAccess } from "@/lib/db/access-changes";
import { db } from "@/lib/db/client";
import type { PaymentFact } from "@/lib/supporters/payment-fact";
import { applyFact, type FactOutcome } from "@/lib/supporters/subscription-store";

/**
 * Applies an event of the payment provider, once: its id is claimed in the transaction that applies it, so an event
 * that could not be applied is not claimed either. What it carried is not kept, since that holds a mail address.
 * @param fact undefined: it says nothing we need
 */
export async function applyEvent(
  event: { id: string; type: string; madeAt: Date },
  fact: PaymentFact | undefined,
): Promise<FactOutcome | "ignored" | "repeated"> {
  return endAccess(async (tx) => {
    const { count } = await tx.paymentEvent.createMany({
      data: { ...event, receivedAt: now(), outcome: "ignored" },
      skipDuplicates: true,
    });
    if (count === 0) return "repeated";
    if (!fact) return "ignored";
    const outcome = await applyFact(tx, fact);
    await tx.paymentEvent.update({ where: { id: event.id }, data: { outcome } });
    return outcome;
  });
}

/** Forgets events that were received before a time. The provider repeats none that is older than a month. */
export async function sweepPaymentEvents(before: Date): Promise<void> {
  await db().paymentEvent.deleteMany({ where: { receivedAt: { lt: before } } });
}
