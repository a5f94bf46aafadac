import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ADDRESS_LIMITS } from "@/lib/rate-limits/address-limits";
import { LIMITS } from "@/lib/rate-limits/limits";

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? entry.name === "generated"
        ? []
        : filesBelow(path.join(folder, entry.name))
      : [path.join(folder, entry.name)],
  );

describe("the table of limits", () => {
  const sources = ["app", "lib", "server.ts"]
    .flatMap((place) => (place.endsWith(".ts") ? [place] : filesBelow(place)))
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.ts$|\/test-[^/]*$|limits\.ts$/.test(file))
    .map((file) => readFileSync(file, "utf8"));

  it.each(Object.keys({ ...LIMITS, ...ADDRESS_LIMITS }))("has a use for %s", (name) => {
    expect(sources.some((text) => text.includes(`"${name}"`) || text.includes(`LIMITS.${name}`))).toBe(true);
  });

  it("gives a reason for each, and a window that is worth counting", () => {
    for (const { points, windowMs, reason } of [...Object.values(LIMITS), ...Object.values(ADDRESS_LIMITS)]) {
      expect(reason.length).toBeGreaterThan(10);
      expect(points).toBeGreaterThan(0);
      expect(windowMs).toBeGreaterThanOrEqual(10_000);
    }
  });

  it("lets a network do more than an address, and all together more than a network", () => {
    for (const { points, network, all } of Object.values(ADDRESS_LIMITS)) {
      expect(network).toBeGreaterThan(points);
      expect(all).toBeGreaterThan(network * 5);
    }
  });
});
