import { Notice } from "@/components/ui/notice";
import { onDate } from "@/lib/messages/calendar-date";
import { t } from "@/lib/messages/messages";
import type { PerksState } from "@/lib/supporters/perks-state";

type Live = { cancelAtEnd: boolean; paymentFailed: boolean };

function sentence(state: PerksState, live: Live | undefined): string | undefined {
  const failed = live?.paymentFailed === true;
  switch (state.kind) {
    case "grace":
      return failed
        ? t("supporterPage.failedGrace", { until: onDate(state.until) })
        : t("supporterPage.grace", { date: onDate(state.endsAt), until: onDate(state.until) });
    case "lapsed":
      return failed ? t("supporterPage.failedLapsed") : t("supporterPage.lapsed", { date: onDate(state.endsAt) });
    case "active":
      return failed
        ? t("supporterPage.failed")
        : live?.cancelAtEnd
          ? t("supporterPage.cancelled", { date: onDate(state.endsAt) })
          : undefined;
    default:
      return undefined;
  }
}

/** What a person should know about their perks at once, if anything. */
export function PerksNotice({ state, live }: { state: PerksState; live: Live | undefined }) {
  if (state.kind === "everyone") return <Notice tone="good">{t("supporterPage.everyone")}</Notice>;
  const text = sentence(state, live);
  // What a person chose themselves is no warning.
  const isChosen = state.kind === "active" && !live?.paymentFailed;
  return text ? <Notice tone={isChosen ? "plain" : "warn"}>{text}</Notice> : null;
}
