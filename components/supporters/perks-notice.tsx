import { Notice } from "@/components/ui/notice";
import { day } from "@/lib/messages/day";
import { t } from "@/lib/messages/messages";
import type { PerksState } from "@/lib/supporters/perks-state";

/** What somebody should know about their perks at once, if anything. */
export function PerksNotice({ state, live }: { state: PerksState; live: { cancelAtEnd: boolean; paymentFailed: boolean } | undefined }) {
  if (state.kind === "everyone") return <Notice tone="good">{t("supporterPage.everyone")}</Notice>;
  if (state.kind === "none") return null;
  const failed = live?.paymentFailed ? `${t("supporterPage.failed")} ` : "";
  if (state.kind === "grace") return <Notice tone="warn">{failed}{t("supporterPage.grace", { date: day(state.endsAt), until: day(state.until) })}</Notice>;
  if (state.kind === "lapsed") return <Notice tone="warn">{failed}{t("supporterPage.lapsed", { date: day(state.endsAt) })}</Notice>;
  if (live?.cancelAtEnd) return <Notice tone="warn">{t("supporterPage.cancelled", { date: day(state.endsAt) })}</Notice>;
  return failed ? <Notice tone="warn">{failed}</Notice> : null;
}
