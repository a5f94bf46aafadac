import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { STEPS } from "@/lib/journey/read/next-step";

describe("the filament", () => {
  const css = readFileSync("app/globals.css", "utf8");

  it.each(["welcome", ...STEPS])("is laid some way at the step %s", (step) => {
    const rule = new RegExp(`\\.thread-laid\\[data-at="${step}"\\] \\{\\s*--was: (\\d+);\\s*--laid: (\\d+);`).exec(css);
    expect(rule, step).not.toBeNull();
    const [was, laid] = [Number(rule?.[1]), Number(rule?.[2])];
    expect(was).toBeLessThanOrEqual(laid);
    expect(laid === 100).toBe(step === "done");
  });
});
