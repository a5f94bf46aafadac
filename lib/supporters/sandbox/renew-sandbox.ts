import { now } from "@/lib/clock";
import { env } from "@/lib/env";
import type { PaymentFact } from "@/lib/supporters/payment-fact";
import { nextPeriodEnd } from "@/lib/supporters/sandbox/next-period-end";
import { changeSandbox, runningSandbox } from "@/lib/supporters/sandbox/sandbox-store";
import { applyFacts } from "@/lib/supporters/subscription-store";

type Due = Awaited<ReturnType<typeof runningSandbox>>[number];

function nextOf({ id, interval, currentPeriodEnd, cancelAtEnd }: Due): Promise<PaymentFact | undefined> {
  if (cancelAtEnd) return changeSandbox(id, { status: "canceled", endedAt: currentPeriodEnd });
  let start = currentPeriodEnd;
  while (nextPeriodEnd(start, interval) <= now()) start = nextPeriodEnd(start, interval);
  return changeSandbox(id, { currentPeriodStart: start, currentPeriodEnd: nextPeriodEnd(start, interval) });
}

/** What a real provider does by itself when a period is over: takes the next payment, or ends what was cancelled. */
export async function renewSandbox(): Promise<void> {
  if (env().payments.stripe) return;
  for (const due of await runningSandbox({ dueAt: now() }))
    await applyFacts([await nextOf(due)].flatMap((fact) => fact ?? []));
}
