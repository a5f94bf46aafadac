import { PerksNotice } from "@/components/supporters/perks-notice";
import { Notice } from "@/components/ui/notice";
import { onDate } from "@/lib/messages/calendar-date";
import { t } from "@/lib/messages/messages";
import type { SupporterView } from "@/lib/supporters/way-on";

/** What a person who was told that perks are missing should know about the account that is signed in. */
export function NoPerksState({ view: { state, live, way } }: { view: SupporterView }) {
  if (state.kind === "none") return null;
  if (state.kind === "everyone") return <Notice tone="good">{t("noPerks.everyone")}</Notice>;
  if (way === "fix" || state.kind === "grace") return <PerksNotice state={state} live={live} />;
  if (state.kind === "lapsed") return <p>{t("noPerks.lapsed", { date: onDate(state.endsAt) })}</p>;
  return (
    <Notice tone="good">
      {state.renews ? t("noPerks.renews") : t("noPerks.active", { date: onDate(state.endsAt) })}{" "}
      {t("noPerks.otherOwner")}
    </Notice>
  );
}
