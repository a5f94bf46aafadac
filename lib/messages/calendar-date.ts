const FORMAT = new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" });

/** A date as people read it: "November 24, 2027". In UTC, since we do not know where they live. */
export function onDate(time: Date): string {
  return FORMAT.format(time);
}
