import { hours, minutes, seconds } from "@/lib/clock";

/**
 * How long after each failed try the next one follows, in milliseconds; the last wait repeats. Codes live for ten
 * minutes: a server that asks strangers to come back after five minutes (greylisting) gets them in time.
 */
export const MAIL_WAITS_MS = [
  seconds(10),
  seconds(30),
  minutes(1),
  minutes(2),
  minutes(3),
  minutes(5),
  minutes(10),
  minutes(20),
  minutes(40),
  hours(1),
  hours(2),
  hours(4),
] as const;

/** @param attempts tries so far @returns milliseconds until the next one */
export const nextMailWait = (attempts: number): number =>
  MAIL_WAITS_MS[Math.min(attempts, MAIL_WAITS_MS.length) - 1] ?? MAIL_WAITS_MS[0];
