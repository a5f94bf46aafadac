import { describe, expect, it } from "vitest";
import { threadPicture } from "@/lib/thread-picture";

describe("the filament as a picture", () => {
  it("is snapped at endings alone, and shows no progress there", () => {
    expect(threadPicture("snapped", "page")).toContain('class="rest"');
    expect(threadPicture("snapped", "page")).not.toContain("is-laid");
    for (const form of ["laid", "fused"] as const) expect(threadPicture(form, "page")).not.toContain('class="rest"');
  });
});
