import { hours, minutes, seconds } from "@/lib/clock";

/** How long after each failed try the next one follows, in milliseconds; after the last the message is given up. */
export const WEBHOOK_WAITS_MS = [
  seconds(5),
  minutes(1),
  minutes(5),
  minutes(30),
  hours(2),
  hours(6),
  hours(12),
  hours(24),
];

/** @param attempts tries so far, this one included @returns milliseconds until the next; undefined: there is none */
export function nextWebhookWait(attempts: number): number | undefined {
  return WEBHOOK_WAITS_MS[attempts - 1];
}
