import { radioLook } from "@/components/ui/choice-look";
import { LineIcon } from "@/components/ui/line-icon";
import type { Lifetime } from "@/lib/connections/connection-state";
import type { AuthorizeView } from "@/lib/journey/read/authorize";
import { onDate, onShortDate } from "@/lib/messages/calendar-date";
import { t } from "@/lib/messages/messages";

/** The choice is said in the closed row by what is checked in it. */
const SHOWN: Record<Lifetime, string> = {
  none: "hidden group-has-[input[value=none]:checked]/life:inline",
  year: "hidden group-has-[input[value=year]:checked]/life:inline",
  month: "hidden group-has-[input[value=month]:checked]/life:inline",
  day: "hidden group-has-[input[value=day]:checked]/life:inline",
};

const labelOf = ({ lifetime, end }: AuthorizeView["lifetimes"][number]) =>
  end ? t(`authorize.lifetimes.${lifetime}`, { date: onDate(end) }) : t("authorize.lifetimes.none");

/** The same in the closed row, on one line. */
const shortLabelOf = ({ end }: AuthorizeView["lifetimes"][number]) =>
  end ? t("authorize.until", { date: onShortDate(end) }) : t("authorize.lifetimes.none");

/** How long the access lasts: one row, which opens to the choice. */
export function LifetimeRow({ lifetimes, chosenLifetime }: Pick<AuthorizeView, "lifetimes" | "chosenLifetime">) {
  return (
    <details className="group/life rounded-card border border-line bg-card px-4 sm:bg-paper">
      <summary
        className={"flex min-h-12 cursor-pointer flex-wrap items-center justify-between gap-x-3 py-2 text-small"}
      >
        <span>{t("authorize.howLong")}</span>
        <span className="ms-auto flex items-center gap-2 text-end text-soft">
          {lifetimes.map((choice) => (
            <span key={choice.lifetime} className={SHOWN[choice.lifetime]}>
              {shortLabelOf(choice)}
            </span>
          ))}
          <LineIcon className="size-4 flex-none group-open/life:rotate-180" strokeWidth="2.5">
            <path d="M6 9l6 6 6-6" />
          </LineIcon>
        </span>
      </summary>
      <fieldset className="pb-2">
        <legend className="sr-only">{t("authorize.howLong")}</legend>
        {lifetimes.map((choice) => (
          <label
            key={choice.lifetime}
            className="grid min-h-12 cursor-pointer grid-cols-[26px_1fr] items-center gap-3 text-small"
          >
            <input
              type="radio"
              name="lifetime"
              value={choice.lifetime}
              defaultChecked={choice.lifetime === chosenLifetime}
              className={`choice ${radioLook}`}
            />
            {labelOf(choice)}
          </label>
        ))}
      </fieldset>
    </details>
  );
}
