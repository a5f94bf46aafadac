import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newLinkingCode, readLinkingCode, spellLinkingCode } from "@/lib/printers/linking-code";

describe("linking codes", () => {
  it("are eight letters that do not look alike, shown in two groups", () => {
    expect(spellLinkingCode(newLinkingCode())).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
  });

  it("are read in lower case, with blanks and with hyphens anywhere", () => {
    const noise = fc
      .array(fc.constantFrom(" ", "-", "–", "\t", "_", "\u00a0"), { maxLength: 3 })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(
        fc.array(noise, { minLength: 9, maxLength: 9 }),
        fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
        (noises, lower) => {
          const code = newLinkingCode();
          const typed =
            [...code].map((c, index) => `${noises[index]}${lower[index] ? c.toLowerCase() : c}`).join("") + noises[8];
          expect(readLinkingCode(typed)).toBe(code);
        },
      ),
    );
  });

  it.each(["", "ABCD", "BCDF-GHJA", "BCDFGHJKL", "BCDF-GHJ0", "💥".repeat(8)])("are not %j", (typed) => {
    expect(readLinkingCode(typed)).toBeUndefined();
  });

  it("come from the whole alphabet evenly", () => {
    const counts = new Map<string, number>();
    for (let index = 0; index < 5000; index++)
      for (const c of newLinkingCode()) counts.set(c, (counts.get(c) ?? 0) + 1);
    expect(counts.size).toBe(20);
    for (const count of counts.values()) expect(count).toBeGreaterThan(1600);
  });
});
