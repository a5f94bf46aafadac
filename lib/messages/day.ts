const format = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

/** A day as people read it, in UTC: "Nov 24, 2026". */
export function day(time: Date): string {
  return format.format(time);
}
