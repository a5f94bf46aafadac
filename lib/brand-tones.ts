import { readAsset } from "@/lib/read-asset";
import { failure, ok, type Result } from "@/lib/result";

/** The custom properties of the palette that follow the operator's colour. */
export type Tones = { filament: string; "filament-ink": string; "filament-deep": string; wash: string };
export type BrandTones = { light: Tones; dark: Tones };

type Theme = keyof BrandTones;
type Rgb = readonly [number, number, number];

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];

/** What text needs (WCAG 2.2, 1.4.3): the colour is also that of small words. */
const READABLE = 4.5;
const MIX_STEP = 0.02;

const parse = (hex: string) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;
const format = (color: Rgb) => `#${color.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
const mix = (color: Rgb, other: Rgb, part: number) =>
  color.map((value, index) => value + ((other[index] ?? 0) - value) * part) as unknown as Rgb;

/** Relative luminance (WCAG 2.2, "relative luminance"). */
function luminance(color: Rgb): number {
  const [r = 0, g = 0, b = 0] = color.map((part) => {
    const value = part / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast ratio of two colours as `#rrggbb` (WCAG 2.2, "contrast ratio"), 1 to 21. */
export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(parse(one)), luminance(parse(other))];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** What pages are painted with, of both themes. */
function grounds(): Record<Theme, { paper: string; card: string }> {
  const palette = readAsset("lib/palette.css");
  const both = (name: string) =>
    [...palette.matchAll(new RegExp(`--${name}: (#[0-9a-f]{6});`, "g"))].map((found) => found[1]);
  const [[lightPaper = "", darkPaper = ""], [lightCard = "", darkCard = ""]] = [both("paper"), both("card")];
  return { light: { paper: lightPaper, card: lightCard }, dark: { paper: darkPaper, card: darkCard } };
}

/** The nearest colour on the way to black or white that can be read on all of these. */
function readable(color: Rgb, goal: Rgb, on: string[], least = READABLE): string {
  for (let part = 0; part < 1; part += MIX_STEP) {
    const found = format(mix(color, goal, part));
    if (on.every((ground) => contrast(found, ground) >= least)) return found;
  }
  return format(goal);
}

/** Everything of one theme that follows from its colour. */
function tonesOf(filament: string, theme: Theme, { paper, card }: { paper: string; card: string }): Tones {
  const color = parse(filament);
  const wash = format(mix(parse(card), color, theme === "light" ? 0.1 : 0.14));
  const away = theme === "light" ? BLACK : WHITE;
  const ink = readable(theme === "light" ? WHITE : mix(color, BLACK, 0.88), BLACK, [filament]);
  return {
    filament,
    "filament-ink": ink,
    "filament-deep": readable(mix(color, away, 0.16), away, [paper, card, wash, ink], READABLE),
    wash,
  };
}

/** What cannot be read, of both themes, in words. */
function findUnreadable({ light, dark }: BrandTones, on: ReturnType<typeof grounds>): string | undefined {
  for (const [theme, tones] of [
    ["light", light],
    ["dark", dark],
  ] as const)
    for (const [ground, what] of [
      [on[theme].paper, `the ${theme} paper`],
      [tones["filament-ink"], `the ${theme} buttons' words`],
    ] as const) {
      const ratio = contrast(tones.filament, ground);
      if (ratio < READABLE)
        return (
          `${light.filament} has a contrast of ${ratio.toFixed(1)} to ${what} (${ground}), ` +
          `and ${READABLE} is needed: ` +
          `take a ${theme === "light" ? "darker" : "lighter"} one`
        );
    }
  return undefined;
}

/**
 * What pages are tinted with instead of the filament's own colour: as it is on light paper, lighter on dark.
 * @param accent `#rrggbb`
 * @returns why it cannot be read, to be said after the setting's name
 */
export function brandTones(accent: string): Result<{ tones: BrandTones }, string> {
  const on = grounds();
  const onDark = readable(parse(accent), WHITE, [on.dark.paper, on.dark.card], 6);
  const tones = { light: tonesOf(accent, "light", on.light), dark: tonesOf(onDark, "dark", on.dark) };
  const unreadable = findUnreadable(tones, on);
  return unreadable ? failure(unreadable) : ok({ tones });
}

const declare = (tones: Tones) =>
  Object.entries(tones)
    .map(([name, color]) => `--${name}:${color}`)
    .join(";");

/** Style that puts these tones in place of the palette's; empty without them. */
export const brandStyle = (tones: BrandTones | undefined): string =>
  tones ? `:root{${declare(tones.light)}}@media(prefers-color-scheme:dark){:root{${declare(tones.dark)}}}` : "";
