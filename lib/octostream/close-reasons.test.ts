import { describe, expect, it } from "vitest";
import { comeBackIn, readComeBack } from "@/lib/octostream/close-reasons";

describe("the reason of a close", () => {
  it("asks to come back after some seconds", () => {
    for (const seconds of [0, 1, 10, 60]) expect(readComeBack(comeBackIn(seconds))).toBe(seconds);
  });

  it.each([
    "",
    "unlinked",
    "come back in",
    "come back in -1",
    "come back in 61",
    "come back in 999",
    "come back in 1.5",
  ])("asks for nothing of the kind with %j", (reason) => expect(readComeBack(reason)).toBeUndefined());
});
