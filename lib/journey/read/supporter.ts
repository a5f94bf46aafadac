import { readConsent, type AuthorizeView } from "@/lib/journey/read/authorize";
import type { ReadView } from "@/lib/journey/read/view";
import { takesPayments } from "@/lib/supporters/choose-provider";
import { offers, type Offer } from "@/lib/supporters/price";
import { supporterView } from "@/lib/supporters/way-on";

/**
 * What Supporter Perks cost, beside what consent decides.
 * @property declined the person came back from the checkout without paying
 * @property fixing there is a subscription whose payment failed
 */
export type SupporterView = AuthorizeView & { declined: boolean; canPay: boolean; fixing: boolean; offers: Offer[] };

/** Reads what the Supporter Perks cost, and what is decided with them. */
export const readSupporter: ReadView<SupporterView> = async (journey, { query }) => ({
  ...(await readConsent(journey)),
  declined: query("declined") === "1",
  canPay: takesPayments(),
  fixing: journey.user !== undefined && (await supporterView(journey.user.id)).way === "fix",
  offers: offers(),
});
