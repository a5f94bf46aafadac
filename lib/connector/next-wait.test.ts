import { describe, expect, it } from "vitest";
import { nextWait, reconnectWaits } from "@/lib/connector/next-wait";

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

  const range = (waitSeconds: number) => [waitSeconds >= 3, waitSeconds <= 7];

  it("are what a portal that restarts asks for, then some short looks, then the usual ones", () => {
    const waitAfter = reconnectWaits();
    expect(waitAfter({ accepted: false })).toBeGreaterThanOrEqual(11);
    expect(waitAfter({ accepted: true, comeBackSeconds: 4 })).toBe(4);
    for (let look = 0; look < 6; look++) expect(range(waitAfter({ accepted: false }))).toEqual([true, true]);
    expect(waitAfter({ accepted: false })).toBeGreaterThanOrEqual(11);
    expect(waitAfter({ accepted: false })).toBeGreaterThanOrEqual(32);
  });

  it("are the usual ones after a connection that stood, whatever was asked for before it", () => {
    const waitAfter = reconnectWaits();
    waitAfter({ accepted: true, comeBackSeconds: 0 });
    expect(waitAfter({ accepted: true })).toBeGreaterThanOrEqual(11);
    expect(waitAfter({ accepted: false })).toBeGreaterThanOrEqual(32);
  });
});
