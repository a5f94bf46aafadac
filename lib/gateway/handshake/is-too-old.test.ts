import { describe, expect, it } from "vitest";
import { isTooOld } from "@/lib/gateway/handshake/is-too-old";

describe("a printer's program", () => {
  it.each([
    ["4.6.7", "plugin", true],
    ["4.6.8", "plugin", false],
    ["5.0.0", "plugin", false],
    ["4.10.0", "plugin", false],
    ["3.99.99", "plugin", true],
    ["4.6", "plugin", true],
    ["5.3.1rc2", "plugin", false],
    ["0.9.9", "connector", true],
    ["1.0.0", "connector", false],
    ["2026", "plugin", false],
    [null, "plugin", false],
    ["", "plugin", false],
    ["beta", "plugin", false],
  ] as const)("of version %s (%s) is too old: %s", (version, program, expected) => {
    expect(isTooOld(version, program)).toBe(expected);
  });
});
