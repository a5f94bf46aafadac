import { FactRows } from "@/components/ui/rows";
import { onDate } from "@/lib/messages/calendar-date";
import { t } from "@/lib/messages/messages";
import type { PerksState } from "@/lib/supporters/perks-state";
import type { Offer } from "@/lib/supporters/price";

/**
 * What is known about an account's perks, line by line.
 * @param offers to name the price of a subscription that goes on
 */
export function PerksFacts({ state, offers }: { state: Extract<PerksState, { kind: "active" }>; offers: Offer[] }) {
  const offer = offers.find(({ interval }) => interval === state.interval);
  const pays =
    state.source === "grant"
      ? t("supporterPage.given")
      : state.renews && offer && t(`supporterPage.perInterval.${offer.interval}`, { price: offer.price });
  return (
    <FactRows
      facts={[
        { label: t("supporterPage.perks"), value: <span className="text-good">{t("supporterPage.active")}</span> },
        ...(pays ? [{ label: t("supporterPage.pays"), value: pays }] : []),
        { label: t(state.renews ? "supporterPage.nextPayment" : "supporterPage.until"), value: onDate(state.endsAt) },
      ]}
    />
  );
}
