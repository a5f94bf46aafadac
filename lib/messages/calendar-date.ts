import { days, fromNow, now } from "@/lib/clock";
import { locale } from "@/lib/messages/locale";
import { t } from "@/lib/messages/messages";

/** Made once for each language, since making one takes longer than using it. */
function formatIn(options: Intl.DateTimeFormatOptions): (time: Date) => string {
  const formats = new Map<string, Intl.DateTimeFormat>();
  return (time) => {
    const tag = locale();
    const format = formats.get(tag) ?? new Intl.DateTimeFormat(tag, { ...options, timeZone: "UTC" });
    formats.set(tag, format);
    return format.format(time);
  };
}

/** A date as people read it: "November 24, 2027". In UTC, since we do not know where they live. */
export const onDate = formatIn({ dateStyle: "long" });

/** The same where there is little room: "Nov 24, 2027". */
export const onShortDate = formatIn({ dateStyle: "medium" });

const inWords = formatIn({ dateStyle: "long", timeStyle: "short" });

/** A moment as people read it: "November 24, 2027 at 10:42 AM UTC". */
export const atTime = (time: Date): string => `${inWords(time)} UTC`;

const inFewWords = formatIn({ dateStyle: "medium", timeStyle: "short" });

/** The same where there is little room: "Nov 24, 2027, 10:42 AM UTC". */
export const atShortTime = (time: Date): string => `${inFewWords(time)} UTC`;

/** A day as people read it: "Today", "Yesterday", "November 24, 2027". In UTC, like all dates here. */
export function onDay(time: Date): string {
  const day = onDate(time);
  if (day === onDate(now())) return t("auditLog.today");
  return day === onDate(fromNow(-days(1))) ? t("auditLog.yesterday") : day;
}

/** The time of a day: "10:42 AM". */
export const atClock = formatIn({ timeStyle: "short" });
