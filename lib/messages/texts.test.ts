import { parse, TYPE, type MessageFormatElement } from "@formatjs/icu-messageformat-parser";
import { describe, expect, it } from "vitest";
import { english, isEnglishOnly, languageTags, readTexts } from "@/lib/messages/catalogue";
import { pseudoMessages } from "@/lib/messages/pseudo-language";

type Texts = { [key: string]: string | Texts };

/** All texts of a language by their whole keys. */
const flat = (texts: Texts, before = ""): [string, string][] =>
  Object.entries(texts).flatMap(([key, text]) =>
    typeof text === "string" ? [[before + key, text] as [string, string]] : flat(text, `${before}${key}.`),
  );

/** What a text is given, and what it makes stand out: {printer}, <b>, and the kind of what it chooses by. */
function parts(elements: MessageFormatElement[]): string[] {
  return elements.flatMap((element) => {
    switch (element.type) {
      case TYPE.literal:
      case TYPE.pound:
        return [];
      case TYPE.tag:
        return [`<${element.value}>`, ...parts(element.children)];
      case TYPE.plural:
      case TYPE.select:
        return [
          `{${element.value}, ${TYPE[element.type]}}`,
          ...Object.values(element.options).flatMap(({ value }) => parts(value)),
        ];
      default:
        return [`{${element.value}}`];
    }
  });
}

const partsOf = (text: string) => [...new Set(parts(parse(text)))].sort();

/** The cases of each plural that a text has. */
const pluralsOf = (elements: MessageFormatElement[]): string[][] =>
  elements.flatMap((element) =>
    element.type === TYPE.plural
      ? [Object.keys(element.options), ...Object.values(element.options).flatMap(({ value }) => pluralsOf(value))]
      : element.type === TYPE.tag
        ? pluralsOf(element.children)
        : [],
  );

const ENGLISH = new Map(flat(english).filter(([key]) => !isEnglishOnly(key)));

describe.each(languageTags().filter((tag) => tag !== "en"))("the language %s", (tag) => {
  const texts = new Map(flat(readTexts(tag)));

  it("has every text", () => {
    expect([...ENGLISH.keys()].filter((key) => !texts.get(key)?.trim())).toEqual([]);
  });

  it("has no text that nobody reads", () => {
    expect([...texts.keys()].filter((key) => !ENGLISH.has(key))).toEqual([]);
  });

  it("loses no placeholder and no tag, and makes none up", () => {
    const wrong = [...texts].flatMap(([key, text]) => {
      const original = ENGLISH.get(key);
      if (original === undefined) return [];
      const [wanted, found] = [partsOf(original), partsOf(text)].map((list) => list.join(" "));
      return wanted === found ? [] : [`${key}: ${wanted} is ${found}`];
    });
    expect(wrong).toEqual([]);
  });

  it("has all cases of its plurals", () => {
    const needed = new Intl.PluralRules(tag).resolvedOptions().pluralCategories;
    const wrong = [...texts].flatMap(([key, text]) =>
      pluralsOf(parse(text)).flatMap((cases) =>
        needed.filter((one) => !cases.includes(one)).map((one) => `${key} lacks ${one}`),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it("is named by a tag in its usual spelling", () => {
    expect(new Intl.Locale(tag).toString()).toBe(tag);
  });
});

describe("English", () => {
  it("is American, and says email in one way", () => {
    const others = /\b(e-mail|favou?rite's|colour|centre|cancelled|authoris|recognis|licence)\w*/i;
    expect([...ENGLISH].filter(([, text]) => others.test(text)).map(([key]) => key)).toEqual([]);
  });
});

describe("the pseudo-language", () => {
  const texts = new Map(flat(pseudoMessages(english)));

  it("keeps what a text is given, and is longer by two fifths", () => {
    for (const [key, text] of ENGLISH) expect(partsOf(texts.get(key) ?? ""), key).toEqual(partsOf(text));
    const letters = (all: Iterable<string>) => [...all].join("").replace(/[^\p{L}]/gu, "").length;
    expect(letters(texts.values()) / letters(flat(english).map(([, text]) => text))).toBeGreaterThan(1.3);
  });
});
