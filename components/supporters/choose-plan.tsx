import { radioLook } from "@/components/ui/choice-look";
import { t } from "@/lib/messages/messages";
import type { Offer } from "@/lib/supporters/price";

const choice =
  "flex min-h-12 flex-1 cursor-pointer items-center gap-2 rounded-field border-[1.5px] border-line px-2.5 py-1.5 " +
  "has-checked:border-filament has-checked:bg-wash has-focus-visible:outline-3 has-focus-visible:outline-offset-2 " +
  "has-focus-visible:outline-filament";

const Price = ({ interval, price }: Offer) => (
  <span className="whitespace-nowrap">
    <b>{price}</b> <span className="text-small text-soft">{t(`supporter.per.${interval}`)}</span>
  </span>
);

/** What Supporter Perks cost, beside other things that are decided: one price, or the choice of two. For a form. */
export function ChoosePlan({ offers }: { offers: Offer[] }) {
  const [only, ...more] = offers;
  return (
    <fieldset className="rounded-card border border-line bg-card px-4 pt-2.5 pb-3 sm:bg-paper">
      <legend className="sr-only">{t("supporter.choose")}</legend>
      <p className="flex flex-wrap items-baseline justify-between gap-x-3 text-small">
        <b>{t("authorize.perks")}</b>
        <span className="text-small text-soft">{t("authorize.perksCancel")}</span>
      </p>
      <div className="my-2 flex flex-wrap gap-2">
        {more.length === 0 && only && <Price {...only} />}
        {more.length > 0 &&
          offers.map((offer, index) => (
            <label key={offer.interval} className={choice}>
              <input
                type="radio"
                name="interval"
                value={offer.interval}
                defaultChecked={index === 0}
                className={`choice ${radioLook} focus-visible:outline-none`}
              />
              <Price {...offer} />
            </label>
          ))}
      </div>
      <p className="text-tiny text-soft">{t("authorize.perksAbout")}</p>
    </fieldset>
  );
}
