import { day } from "@/lib/messages/day";
import { Notice } from "@/components/ui/notice";
import { t } from "@/lib/messages/messages";
import type { PerksState } from "@/lib/supporters/perks-state";

/** What somebody who was told that perks are missing should know about the account that is signed in. */
export function NoPerksState({ state }: { state: PerksState }) {
  switch (state.kind) {
    case "everyone":
      return <Notice tone="good">{t("noPerks.everyone")}</Notice>;
    case "active":
      return <Notice tone="good">{state.renews ? t("noPerks.renews") : t("noPerks.active", { date: day(state.endsAt) })} {t("noPerks.otherOwner")}</Notice>;
    case "grace":
      return <Notice tone="warn">{t("noPerks.grace", { date: day(state.endsAt), until: day(state.until) })}</Notice>;
    case "lapsed":
      return <Notice tone="warn">{t("noPerks.lapsed", { date: day(state.endsAt) })}</Notice>;
    case "none":
      return null;
  }
}
