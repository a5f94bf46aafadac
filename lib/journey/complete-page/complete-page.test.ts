import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { completePage } from "@/lib/journey/complete-page/complete-page";

const NONCE = "n0nce";
const inlineOf = (html: string, tag: string) =>
  [...html.matchAll(new RegExp(`<${tag}([^>]*)>([^]*?)</${tag}>`, "g"))].map(([, attributes, text]) => ({
    attributes,
    text,
  }));
const asset = (name: string) => readFileSync(`lib/journey/complete-page/${name}`, "utf8");

describe("the completion page", () => {
  it.each([
    [true, false, "clear-address.js"],
    [true, true, "list-values.js"],
    [false, false, "clear-address.js"],
  ])("loads nothing: connected %s, in development %s", (connected, development, script) => {
    const html = completePage({ connected, error: null, development, nonce: NONCE });
    expect([...html.matchAll(/(?:src|href|action|url)\s*[=(]\s*"?([^" )]*)/g)].map(([, address]) => address)).toEqual([
      "data:,",
    ]);
    expect(inlineOf(html, "style")).toMatchObject([{ attributes: ` nonce="${NONCE}"` }]);
    expect(inlineOf(html, "script")).toEqual([{ attributes: ` nonce="${NONCE}"`, text: `\n${asset(script)}` }]);
  });

  it("has its colours in both themes, and its style", () => {
    const [style] = inlineOf(completePage({ connected: true, error: null, development: false, nonce: NONCE }), "style");
    for (const part of [
      readFileSync("lib/palette.css", "utf8"),
      readFileSync("lib/plain-body.css", "utf8"),
      asset("page.css"),
    ])
      expect(style?.text).toContain(part);
  });

  it("has a place for what was returned for an app in development only, hidden until the script fills it", () => {
    const page = (development: boolean) => completePage({ connected: true, error: null, development, nonce: NONCE });
    expect(page(true)).toMatch(/<section id="developer" data-copy="[^"]+" data-copied="[^"]+" hidden>/);
    expect(page(false)).not.toContain('id="developer"');
  });
});
