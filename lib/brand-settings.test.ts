import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ConfigurationError, readEnv } from "@/lib/env";

const folder = mkdtempSync(path.join(tmpdir(), "portal-brand-"));
const read = (settings: Record<string, string>) => readEnv({ DATA_DIR: folder, ...settings });
const sentences = (settings: Record<string, string>) => {
  try {
    read(settings);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.sentences;
  }
};

describe("the operator's looks", () => {
  it("tint the pages with a color that can be read, and refuse another with the reason", () => {
    expect(read({ BRAND_ACCENT: "#1A5FB4" }).brand.tones?.light.filament).toBe("#1a5fb4");
    expect(sentences({ BRAND_ACCENT: "#ffcc00" })).toEqual([
      expect.stringMatching(/^BRAND_ACCENT #ffcc00 has a contrast of 1\.\d to the light paper .+ darker one\.$/),
    ]);
  });

  it.each([
    ["logo.svg", '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', /holds scripts/],
    ["logo.svg", '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', /holds scripts/],
    ["logo.svg", '<svg xmlns="http://www.w3.org/2000/svg"><image href="https://a.example/b"/></svg>', /addresses/],
    ["logo.png", "GIF89a", /neither an SVG nor a PNG/],
    ["logo.svg", `<svg>${" ".repeat(300_000)}</svg>`, /too large/],
  ])("refuse a logo that is none, or does something: %s %s", (name, content, why) => {
    const file = path.join(folder, name);
    writeFileSync(file, content);
    expect(sentences({ BRAND_LOGO: file })).toEqual([expect.stringMatching(why)]);
  });

  it("take a logo that only draws", () => {
    const file = path.join(folder, "good.svg");
    writeFileSync(file, '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9"/></svg>');
    expect(read({ BRAND_LOGO: file }).brand.logo).toMatchObject({ type: "image/svg+xml" });
  });
});
