const format = new Intl.DateTimeFormat("en", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

/** A day as people read it, in UTC: "November 24, 2026". */
export function day(time: Date): string {
  return format.format(time);
}
