import { env } from "@/lib/env";
import { takesPayments } from "@/lib/supporters/choose-provider";
import type { PerksState } from "@/lib/supporters/perks-state";
import { liveSubscription, type LiveSubscription } from "@/lib/supporters/subscription-store";
import { supporterState } from "@/lib/supporters/supporter-state";

/**
 * What helps a person: to buy perks, to mend a payment, or nothing, since there is nothing to do or no one takes
 * payments.
 */
export type WayOn = "buy" | "fix" | "nothing";

/** Which way on there is. Pure. */
export function wayOn(
  state: PerksState,
  live: Pick<LiveSubscription, "paymentFailed"> | undefined,
  can: { pay: boolean; manage: boolean },
): WayOn {
  if (state.kind === "everyone") return "nothing";
  if (live) return (live.paymentFailed || state.kind !== "active") && can.manage ? "fix" : "nothing";
  // Who has perks for now would pay for that time a second time; the grace period leaves no gap.
  return can.pay && state.kind !== "active" ? "buy" : "nothing";
}

/** All that a page about perks shows. `canManage`: the payment provider has a page for cards and invoices. */
export type SupporterView = { state: PerksState; live: LiveSubscription | undefined; way: WayOn; canManage: boolean };

/** The state of an account's perks, and what helps. */
export async function supporterView(userId: string): Promise<SupporterView> {
  const [state, live] = await Promise.all([supporterState(userId), liveSubscription(userId)]);
  const manage = env().payments.stripe !== undefined;
  return {
    state,
    live,
    way: wayOn(state, live, { pay: takesPayments(), manage }),
    canManage: manage && live !== undefined,
  };
}
