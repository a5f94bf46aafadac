import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { logoAddress, readLogoAddress } from "@/lib/apps/logo/logo-address";
import { monogram, monogramLetter } from "@/lib/apps/logo/monogram";
import { setUpDatabase } from "@/tests/support/database";

const app = { id: "someapp", name: "Mobileraker", logoUrl: "https://app.example/own.png", verified: false };
const read = (path: string) => readLogoAddress(new URL(path, "http://portal.example").searchParams);
const chosen = (of: Parameters<typeof logoAddress>[0], asked?: string) => read(logoAddress(of, asked));

describe("the address of a logo", () => {
  setUpDatabase();

  const of = (url: string | undefined, registered: boolean) => ({ url, letter: "M", appId: "someapp", registered });

  it("stands for the start URL's picture, else the app's own, else its letter", () => {
    expect(chosen(app, "http://x.example/l.png?a=1&b=ü")).toEqual(of("http://x.example/l.png?a=1&b=ü", false));
    expect(chosen(app)).toEqual(of("https://app.example/own.png", true));
    expect(chosen({ ...app, logoUrl: undefined })).toEqual(of(undefined, false));
  });

  it("stays a verified app's own picture, whatever the start URL says", () => {
    expect(chosen({ ...app, verified: true }, "https://x.example/l.png")).toEqual(
      of("https://app.example/own.png", true),
    );
    expect(chosen({ ...app, verified: true, logoUrl: undefined }, "https://x.example/l.png")).toEqual(
      of("https://x.example/l.png", false),
    );
    expect(chosen(app, app.logoUrl)).toEqual(of(app.logoUrl, true));
  });

  it.each(
    [
      "",
      "javascript:1",
      "data:image/png,x",
      "//x.example/l.png",
      "l.png",
      "ftp://x.example/",
      "http://",
      `https://x.example/${"l".repeat(3000)}`,
    ].map((asked) => [asked.slice(0, 30), asked]),
  )("takes %j for no picture", (_, asked) => {
    expect(chosen(app, asked)).toMatchObject({ url: "https://app.example/own.png" });
  });

  it("is a path on our own origin", () => {
    expect(logoAddress(app, "https://x.example/l.png")).toMatch(
      /^\/appportal\/v1\/logo\?of=[A-Za-z0-9_-]+&by=[0-9a-f]{64}$/,
    );
  });

  it("is known only as we wrote it", () => {
    const path = logoAddress(app, "https://x.example/l.png");
    const other = logoAddress(app, "https://y.example/l.png");
    const by = /by=(.*)/.exec(path)?.[1] ?? "";
    const changed = [
      path.slice(0, -1),
      `${path}0`,
      path.replace(/by=.*/, ""),
      path.replace("of=", "of=A"),
      path.replace("of=", "off="),
      other.replace(/by=.*/, `by=${by}`),
      path.replace(/by=./, "by=é"),
      path.replace(/by=.*/, `by=${by.toUpperCase()}`),
    ];
    expect(changed.filter((text) => text !== path).map(read)).toEqual(
      changed.filter((text) => text !== path).map(() => undefined),
    );
  });
});

describe("a monogram", () => {
  it.each([
    ["Mobileraker", "M"],
    ["  octoApp", "O"],
    ["élan", "É"],
    ["3D Hub", "3"],
    ["<script>", "S"],
    ["ß", "S"],
    ["日本", "日"],
    ["🐙 Pod", "P"],
    ["🐙", "·"],
    ["", "·"],
    ["&", "·"],
  ])("of %j is %j", (name, letter) => {
    expect(monogramLetter(name)).toBe(letter);
  });

  it("is a picture whatever the name is, and holds no markup of it", async () => {
    for (const text of ["<", "&", '"', "'", "A", "·", "日"])
      expect((await sharp(Buffer.from(monogram(text))).metadata()).format).toBe("svg");
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        expect([...monogramLetter(name)]).toHaveLength(1);
        expect(monogram(name).split("<")).toHaveLength(6);
      }),
    );
  });

  it("can be read on each of its grounds and told from light and dark paper (WCAG 1.4.3, 1.4.11)", () => {
    const luminance = (hex: string) => {
      const [r = 0, g = 0, b = 0] = [1, 3, 5]
        .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
        .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (a: string, b: string) =>
      (Math.max(luminance(a), luminance(b)) + 0.05) / (Math.min(luminance(a), luminance(b)) + 0.05);
    for (const letter of "ABCDE") {
      const [ground = "", ink = ""] = monogram(letter).match(/#[0-9a-f]{6}/g) ?? [];
      expect(contrast(ground, ink)).toBeGreaterThanOrEqual(4.5);
      for (const paper of ["#f7f4ee", "#15130f", "#fffdf9", "#1d1a15"])
        expect(contrast(ground, paper)).toBeGreaterThanOrEqual(3);
    }
  });
});
