import { days, fromNow, now } from "@/lib/clock";
import { t } from "@/lib/messages/messages";

const FORMAT = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });

/** A date as people read it: "24 November 2027". In UTC, since we do not know where they live. */
export function onDate(time: Date): string {
  return FORMAT.format(time);
}

const TIME = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });

/** A moment as people read it: "24 November 2027 at 10:42 UTC". */
export function atTime(time: Date): string {
  return `${TIME.format(time)} UTC`;
}

/** A day as people read it: "Today", "Yesterday", "24 November 2027". In UTC, like all dates here. */
export function onDay(time: Date): string {
  const day = onDate(time);
  if (day === onDate(now())) return t("auditLog.today");
  return day === onDate(fromNow(-days(1))) ? t("auditLog.yesterday") : day;
}

const CLOCK = new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone: "UTC" });

/** The time of a day: "10:42". */
export const atClock = (time: Date): string => CLOCK.format(time);
