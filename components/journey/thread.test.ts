import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { STEPS } from "@/lib/journey/read/next-step";

describe("the filament", () => {
  const css = readFileSync("app/thread.css", "utf8");
  /** How much of it is laid at a place, and how much was before. */
  const laidAt = (place: string) => {
    const rule = new RegExp(`\\[data-at="${place}"\\] \\{\\s*--was: ([\\d.]+);\\s*--at: ([\\d.]+);`).exec(css);
    return rule ? { was: Number(rule[1]), at: Number(rule[2]) } : undefined;
  };
  const onTheWay = STEPS.filter((step) => step !== "done" && step !== "ended");

  it.each(["welcome", "found", ...onTheWay])("is laid some way at %s, never to its end", (place) => {
    const laid = laidAt(place);
    expect(laid, place).toBeDefined();
    expect(laid?.was).toBeLessThan(laid?.at ?? 0);
    expect(laid?.at).toBeLessThan(1);
  });

  it.each(["welcome", "account", "verify", "second-factor", "new-password"])(
    "does not seem to go back from %s to a printer by way of a computer, whose sign hides the middle of it",
    (place) => expect(laidAt(place)?.at).toBeLessThan(0.4),
  );

  it("has only its last gap open at consent", () => expect(laidAt("authorize")?.at).toBeGreaterThan(0.8));

  it("shows no progress at an ending", () => expect(laidAt("ended")).toBeUndefined());

  it("goes from page to page by itself, and stands still for who wants no motion", () =>
    expect(css).toMatch(/@media \(prefers-reduced-motion: no-preference\) \{\s*@view-transition/));
});
