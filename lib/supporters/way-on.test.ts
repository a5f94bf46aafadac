import { describe, expect, it } from "vitest";
import type { PerksState } from "@/lib/supporters/perks-state";
import { wayOn } from "@/lib/supporters/way-on";

const at = new Date("2026-11-24");
const STATES = {
  none: { kind: "none" },
  everyone: { kind: "everyone" },
  lapsed: { kind: "lapsed", endsAt: at, paymentFailed: false },
  grace: { kind: "grace", endsAt: at, until: at, paymentFailed: false, source: "grant" },
  renewing: { kind: "active", endsAt: at, startsAt: at, renews: true, source: "stripe", interval: "month" },
  given: { kind: "active", endsAt: at, startsAt: at, renews: false, source: "grant", interval: null },
} as const satisfies Record<string, PerksState>;
const fine = { paymentFailed: false };
const failed = { paymentFailed: true };

describe("the way on", () => {
  it.each<[string, keyof typeof STATES, { paymentFailed: boolean } | undefined, string]>([
    ["is to buy for who has no perks", "none", undefined, "buy"],
    ["is to buy for whose perks ended", "lapsed", undefined, "buy"],
    ["is to buy in the grace period", "grace", undefined, "buy"],
    ["is nothing for whom they were given, who would pay for that time a second time", "given", undefined, "nothing"],
    ["is to mend a payment", "grace", failed, "fix"],
    ["is to mend a payment before anything has ended", "renewing", failed, "fix"],
    ["is to mend, never to buy a second subscription, after it has lapsed", "lapsed", failed, "fix"],
    ["is to look at a subscription that gives no perks", "lapsed", fine, "fix"],
    ["is nothing for a supporter", "renewing", fine, "nothing"],
    ["is nothing where everybody has perks", "everyone", undefined, "nothing"],
  ])("%s", (_, state, live, expected) =>
    expect(wayOn(STATES[state], live, { pay: true, manage: true })).toBe(expected),
  );

  it("is nothing where nobody takes payments", () => {
    for (const state of Object.values(STATES))
      expect(wayOn(state, undefined, { pay: false, manage: false })).toBe("nothing");
    expect(wayOn(STATES.grace, failed, { pay: true, manage: false })).toBe("nothing");
  });
});
