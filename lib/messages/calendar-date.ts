import { locale } from "@/lib/messages/locale";

const formats = new Map<string, Intl.DateTimeFormat>();

/** A date as people read it: "November 24, 2027". In UTC, since we do not know where they live. */
export function onDate(time: Date): string {
  const tag = locale();
  const format = formats.get(tag) ?? new Intl.DateTimeFormat(tag, { dateStyle: "long", timeZone: "UTC" });
  formats.set(tag, format);
  return format.format(time);
}
