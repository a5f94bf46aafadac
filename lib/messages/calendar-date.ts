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
