import { afterEach, expect, it } from "vitest";
import { days, moveClock, now } from "@/lib/clock";
import { atClock, atTime, onDate, onDay } from "@/lib/messages/calendar-date";

afterEach(() => moveClock(0));

const NOON = new Date("2027-11-24T10:42:00Z");

it("a moment is told with its day, its time and that it is in UTC", () => {
  expect(atTime(NOON)).toBe("November 24, 2027 at 10:42 AM UTC");
  expect(atClock(NOON)).toBe("10:42 AM");
});

it("a day is called today and yesterday by the clock of UTC, and by its date before", () => {
  moveClock(NOON.getTime() - Date.now());
  expect(onDay(new Date("2027-11-24T00:00:00Z"))).toBe("Today");
  expect(onDay(new Date("2027-11-23T23:59:59Z"))).toBe("Yesterday");
  expect(onDay(new Date("2027-11-22T23:59:59Z"))).toBe("November 22, 2027");
  expect(onDay(new Date(now().getTime() - days(400)))).toBe(onDate(new Date(now().getTime() - days(400))));
});
