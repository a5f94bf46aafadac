import { describe, expect, it } from "vitest";
import { nextWait } from "@/lib/connector/next-wait";

describe("waiting times after a lost connection", () => {
  it("grow twice and then start over, with a spread of 20 seconds at the first", () => {
    for (let i = 0; i < 200; i++) {
      const first = nextWait(1);
      const second = nextWait(first.next);
      const third = nextWait(second.next);
      expect(first.waitSeconds).toBeGreaterThanOrEqual(11);
      expect(first.waitSeconds).toBeLessThanOrEqual(31);
      expect(second.waitSeconds).toBeGreaterThanOrEqual(32);
      expect(second.waitSeconds).toBeLessThanOrEqual(92);
      expect([1, second.waitSeconds * 2]).toContain(second.next);
      expect(third.waitSeconds).toBeLessThanOrEqual(214);
    }
  });
});
