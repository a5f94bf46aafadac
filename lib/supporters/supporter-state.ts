import { days, now } from "@/lib/clock";
import { env } from "@/lib/env";
import { perksTimes } from "@/lib/supporters/entitlement-store";
import { perksState, type PerksState } from "@/lib/supporters/perks-state";

/** The present state of an account's Supporter Perks. */
export async function supporterState(userId: string): Promise<PerksState> {
  const { everyoneSupports, graceDays } = env().payments;
  if (everyoneSupports) return { kind: "everyone" };
  return perksState(await perksTimes(userId), now(), days(graceDays));
}
