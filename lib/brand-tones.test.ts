import { describe, expect, it } from "vitest";
import { brandStyle, brandTones, contrast } from "@/lib/brand-tones";

const GROUNDS = { light: ["#f7f4ee", "#fffdf9"], dark: ["#15130f", "#1d1a15"] };

describe("the operator's color", () => {
  it("is measured as WCAG does", () => {
    expect(contrast("#ffffff", "#000000")).toBe(21);
    expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
  });

  it.each(["#c0431a", "#1a5fb4", "#000000", "#7a1fa2", "#0b6e4f", "#b3005e"])(
    "can be read in all its tones, in both themes: %s",
    (accent) => {
      const made = brandTones(accent);
      expect(made.ok).toBe(true);
      if (!made.ok) return;
      for (const theme of ["light", "dark"] as const) {
        const { wash, ...tones } = made.tones[theme];
        for (const ground of [...GROUNDS[theme], tones["filament-ink"]])
          expect(contrast(tones.filament, ground), `${theme} ${ground}`).toBeGreaterThanOrEqual(4.5);
        for (const ground of [...GROUNDS[theme], wash])
          expect(contrast(tones["filament-deep"], ground), `${theme} deep ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
      expect(brandStyle(made.tones)).toContain(`--filament:${accent};`);
    },
  );

  it.each(["#ffcc00", "#ff8a5c", "#ffffff", "#7fd1ae"])("is refused where it cannot: %s", (accent) => {
    const made = brandTones(accent);
    expect(made.ok).toBe(false);
    if (!made.ok) expect(made.error).toMatch(new RegExp(`^${accent} has a contrast of \\d\\.\\d to the light paper`));
  });
});
