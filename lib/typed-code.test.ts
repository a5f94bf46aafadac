import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { typedCode } from "@/lib/typed-code";

describe("a code as it is typed or pasted", () => {
  it.each([
    ["zero-width blanks", "12\u200b34\u200c\u200d56\ufeff"],
    ["direction marks of a right-to-left mail", "\u200f\u202b123456\u202c\u2069"],
    ["a soft hyphen", "123\u00ad456"],
    ["an en dash", "123–456"],
    ["a minus sign", "123−456"],
    ["blanks of every width", "\u2003123\u00a0456\u3000"],
    ["full-width digits", "１２３４５６"],
    ["Arabic digits", "١٢٣٤٥٦"],
    ["Persian digits", "۱۲۳۴۵۶"],
    ["Devanagari digits", "१२३४५६"],
    ["mathematical digits", "𝟏𝟐𝟑𝟒𝟓𝟔"],
    ["a full stop behind", "123456."],
    ["an ideographic full stop behind", "123456。"],
    ["a line of its own", "\r\n123456\n"],
  ])("is read with %s", (_, typed) => expect(typedCode(typed)).toBe("123456"));

  it("knows the digits of every script that this machine can write", () => {
    const systems = Intl.supportedValuesOf("numberingSystem").filter((name) =>
      /^\p{Nd}$/u.test(new Intl.NumberFormat(`en-u-nu-${name}`, { useGrouping: false }).format(7)),
    );
    expect(systems.length).toBeGreaterThan(40);
    for (const name of systems) {
      const format = new Intl.NumberFormat(`en-u-nu-${name}`, { useGrouping: false });
      expect(format.resolvedOptions().numberingSystem).toBe(name);
      expect(typedCode(format.format(9_876_543_210)), name).toBe("9876543210");
    }
  });

  it("keeps letters and their case, and what is no part of any code", () => {
    expect(typedCode("ＢＣＤＦ‑ghjk")).toBe("BCDFghjk");
    expect(typedCode("12345x")).toBe("12345x");
    expect(typedCode("½²#")).toBe("1⁄22#");
  });

  it("is the same with any noise, anywhere", () => {
    const noise = fc
      .array(fc.constantFrom(" ", "-", "–", "\u200b", "\u200e", "\u00ad", "_", ".", "\t", "\u2011"), { maxLength: 4 })
      .map((parts) => parts.join(""));
    const piece = fc.tuple(noise, fc.constantFrom(..."BCDFGHJKbcdfghjk0123456789"));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), noise, (pieces, end) => {
        const typed = pieces.map(([before, sign]) => before + sign).join("") + end;
        expect(typedCode(typed)).toBe(pieces.map(([, sign]) => sign).join(""));
      }),
    );
  });
});
