import { now } from "@/lib/clock";
import { t } from "@/lib/messages/messages";

/** How long ago, in words: "just now", "3 hours ago". */
export function ago(time: Date): string {
  const minutes = Math.floor((now().getTime() - time.getTime()) / 60_000);
  if (minutes < 1) return t("when.now");
  if (minutes < 60) return t("when.minutesAgo", { n: minutes });
  if (minutes < 24 * 60) return t("when.hoursAgo", { n: Math.floor(minutes / 60) });
  return t("when.daysAgo", { n: Math.floor(minutes / 60 / 24) });
}

/** How long until, in words: "in 30 seconds", "in 2 minutes" (rounded up). @param seconds whole seconds */
export function inWords(seconds: number): string {
  return seconds < 60 ? t("when.inSeconds", { n: seconds }) : t("when.inMinutes", { n: Math.ceil(seconds / 60) });
}

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

/** A date in words: "24 Nov 2026". In UTC, since the server does not know where the person is. */
export function day(time: Date): string {
  return DAY.format(time);
}
