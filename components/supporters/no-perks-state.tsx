import { PerksNotice } from "@/components/supporters/perks-notice";
import { Notice } from "@/components/ui/notice";
import { onDate, onShortDate } from "@/lib/messages/calendar-date";
import { t } from "@/lib/messages/messages";
import type { SupporterView } from "@/lib/supporters/way-on";

/** Nothing is missing: that in one line, and below it what to do. @param otherwise why it may not help */
const Works = ({ words, otherwise }: { words: string; otherwise?: string }) => (
  <>
    <Notice tone="good">{words}</Notice>
    <p>{t("noPerks.tryAgain")}</p>
    {otherwise && <p className="text-small text-soft">{otherwise}</p>}
  </>
);

/** What a person who was told that perks are missing should know about the account that is signed in. */
export function NoPerksState({ view: { state, live, way } }: { view: SupporterView }) {
  if (state.kind === "none") return null;
  if (state.kind === "everyone") return <Works words={t("noPerks.everyone")} />;
  if (way === "fix" || (state.kind === "grace" && live?.paymentFailed))
    return <PerksNotice state={state} live={live} />;
  if (state.kind === "grace")
    return <Notice tone="warn">{t("noPerks.grace", { date: onShortDate(state.until) })}</Notice>;
  if (state.kind === "lapsed") return <p>{t("noPerks.lapsed", { date: onDate(state.endsAt) })}</p>;
  return (
    <Works
      words={state.renews ? t("noPerks.renews") : t("noPerks.active", { date: onShortDate(state.endsAt) })}
      otherwise={t("noPerks.otherOwner")}
    />
  );
}
