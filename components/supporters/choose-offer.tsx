import { Facts } from "@/components/ui/facts";
import { RadioCard } from "@/components/ui/radio-card";
import { t } from "@/lib/messages/messages";
import type { Offer } from "@/lib/supporters/price";

/** What Supporter Perks give and cost. Where there are two ways to pay, one is chosen here; belongs into a form. */
export function ChooseOffer({ offers }: { offers: Offer[] }) {
  const [only, ...more] = offers;
  const perks = (
    <Facts
      bare
      facts={[
        { icon: "check", text: t("supporter.perkMany") },
        { icon: "check", text: t("supporter.perkFull") },
        { icon: "check", text: t("supporter.perkCancel") },
      ]}
    />
  );
  if (!only) return perks;
  return (
    <div className="flex flex-col gap-4">
      {more.length > 0 && (
        <fieldset className="flex flex-col gap-2.5">
          <legend className="mb-2 font-semibold">{t("supporter.choose")}</legend>
          {offers.map(({ interval, price }, index) => (
            <RadioCard
              key={interval}
              name="interval"
              value={interval}
              label={t(`supporterPage.perInterval.${interval}`, { price })}
              checked={index === 0}
            />
          ))}
        </fieldset>
      )}
      <div className="rounded-card border border-line bg-card px-[18px] py-1 sm:bg-paper">
        {more.length === 0 && (
          <p className="mt-3 mb-1 flex items-baseline gap-2">
            <b className="text-title tracking-[-0.02em]">{only.price}</b>
            <span className="text-soft">{t(`supporter.per.${only.interval}`)}</span>
          </p>
        )}
        {perks}
      </div>
    </div>
  );
}
