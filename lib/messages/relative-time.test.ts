import { expect, it } from "vitest";
import { days, fromNow, hours, minutes, seconds } from "@/lib/clock";
import { ago, inWords } from "@/lib/messages/relative-time";

it.each([
  ["just now", 0],
  ["just now", -seconds(30)],
  ["just now", seconds(59)],
  ["1 minute ago", seconds(60)],
  ["1 minute ago", seconds(119)],
  ["59 minutes ago", minutes(60) - seconds(1)],
  ["1 hour ago", hours(1)],
  ["1 hour ago", hours(2) - seconds(1)],
  ["23 hours ago", days(1) - seconds(1)],
  ["1 day ago", days(1)],
  ["6 days ago", days(7) - seconds(1)],
  ["45 days ago", days(45)],
  ["400 days ago", days(400)],
])("says %j of what was so many milliseconds ago: %d", (text, ms) => {
  // Some milliseconds may pass until it is read; none of these changes its text with them.
  expect(ago(fromNow(-ms))).toBe(text);
});

it.each([
  ["in 1 second", 1],
  ["in 59 seconds", 59],
  ["in 1 minute", 60],
  ["in 2 minutes", 61],
  ["in 2 minutes", 120],
  ["in 1,440 minutes", 86_400],
])("says %j of a wait of so many seconds, rounded up: %d", (text, wait) => {
  expect(inWords(wait)).toBe(text);
});
