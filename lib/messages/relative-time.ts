import { createFormatter } from "use-intl/core";
import { days, hours, minutes, now, seconds } from "@/lib/clock";
import { locale } from "@/lib/messages/locale";
import { t } from "@/lib/messages/messages";

const formats = new Map<string, ReturnType<typeof createFormatter>>();

function format() {
  const tag = locale();
  const onError = (error: Error) => {
    throw error;
  };
  const made = formats.get(tag) ?? createFormatter({ locale: tag, timeZone: "UTC", onError });
  formats.set(tag, made);
  return made;
}

const UNITS = [
  { unit: "day", ms: days(1) },
  { unit: "hour", ms: hours(1) },
  { unit: "minute", ms: minutes(1) },
] as const;

/** How long ago, in words: "just now", "3 hours ago". Only what has passed whole counts, and days stay days. */
export function ago(time: Date): string {
  const passed = now().getTime() - time.getTime();
  const found = UNITS.find(({ ms }) => passed >= ms);
  if (!found) return t("when.now");
  const { unit, ms } = found;
  return format().relativeTime(-Math.floor(passed / ms) * ms, { now: 0, unit });
}

/** How long until, in words: "in 30 seconds", "in 2 minutes" (rounded up). @param wait whole seconds */
export function inWords(wait: number): string {
  return wait < 60
    ? format().relativeTime(seconds(wait), { now: 0, unit: "second" })
    : format().relativeTime(minutes(Math.ceil(wait / 60)), { now: 0, unit: "minute" });
}
