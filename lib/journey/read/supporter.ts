import type { ReadView } from "@/lib/journey/read/view";
import { takesPayments } from "@/lib/supporters/choose-provider";
import { offers, type Offer } from "@/lib/supporters/price";
import { supporterView } from "@/lib/supporters/way-on";

/**
 * Why Supporter Perks are needed, and what they cost.
 * @property declined the person came back from the checkout without paying
 * @property fixing there is a subscription whose payment failed
 */
export type SupporterView = { declined: boolean; canPay: boolean; fixing: boolean; offers: Offer[] };

/** Reads what the Supporter Perks cost. */
export const readSupporter: ReadView<SupporterView> = async ({ user }, { query }) => ({
  declined: query("declined") === "1",
  canPay: takesPayments(),
  fixing: user !== undefined && (await supporterView(user.id)).way === "fix",
  offers: offers(),
});
