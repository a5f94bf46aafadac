import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readTypedName, signsOf } from "@/lib/typed-name";

const read = (typed: string, most = 60) => {
  const result = readTypedName(typed, most);
  return result.ok ? result.name : result.error;
};

describe("a name as people write it", () => {
  it.each([
    ["Voron", "Voron"],
    ["  Voron  in the garage ", "Voron in the garage"],
    ["a woman mechanic", "👩🏽‍🔧", "👩🏽‍🔧"],
    ["a family", "👨‍👩‍👧‍👦 printer", "👨‍👩‍👧‍👦 printer"],
    ["a rainbow flag", "🏳️‍🌈", "🏳️‍🌈"],
    [
      "Scotland's flag",
      "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
      "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
    ],
    ["Persian", "می\u200cخواهم", "می\u200cخواهم"],
    ["Sinhala", "ශ්\u200dරී ලංකා", "ශ්\u200dරී ලංකා"],
    ["Hindi", "क्\u200dष", "क्\u200dष"],
    ["composed", "e\u0301", "é"],
    ["Arabic and Hebrew", "طابعة 3D מדפסת", "طابعة 3D מדפסת"],
    ["a direction turned", "a\u202eb\u2066c\u200fd", "abcd"],
    ["a bell and a line", "a\u0007b\r\nc", "ab c"],
    ["joiners that join nothing", "\u200da\u200d \u200c", "a"],
    ["joiners in Latin", "Vo\u200dr\u200con", "Voron"],
    ["joiners twice", "क्\u200d\u200dष", "क्\u200dष"],
    ["tags without a flag", "a\u{E0062}\u{E007F}b", "ab"],
    ["zero-width marks", "\u200bVo\u2060ron\ufeff", "Voron"],
    ["letters of no shape", "a\u3164\u2800b", "a b"],
  ])("keeps what it is spelled with: %s", (...row) => {
    const [typed, kept] = row.slice(-2) as [string, string];
    expect(read(typed)).toBe(kept);
  });

  it.each(["", "   ", "\u200b", "\n\t", "\u200d", "\u3164", "\u0301", "\u{E007F}", "\u202e"])("%j is none", (typed) => {
    expect(read(typed)).toBe("missing");
  });

  it("is counted as people count, and said to be too long instead of cut", () => {
    expect(read("👩🏽‍🔧".repeat(60))).toBe("👩🏽‍🔧".repeat(60));
    expect(read("👩🏽‍🔧".repeat(61))).toBe("too_long");
    expect(read("x".repeat(61))).toBe("too_long");
    expect(read(`e${"\u0301".repeat(2000)}`)).toBe("too_long");
    expect(signsOf("👨‍👩‍👧‍👦🏳️‍🌈")).toHaveLength(2);
  });

  it("is the same when it is read again, turns no text around and breaks no line", () => {
    const joiners = fc.constantFrom(
      "\u200c",
      "\u200d",
      "\u202e",
      "\u2066",
      "🏴",
      "\u{E0067}",
      "\u{E007F}",
      "👩",
      "🔧",
      "ක",
      "a",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(joiners).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(text, (typed) => {
        const result = readTypedName(typed, 60);
        if (!result.ok) return;
        expect(read(result.name)).toBe(result.name);
        expect(result.name).not.toMatch(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});
