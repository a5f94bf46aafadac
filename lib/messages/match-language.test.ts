import { describe, expect, it } from "vitest";
import { acceptedLanguages, matchLanguage } from "@/lib/messages/match-language";

const OFFERED = ["en", "de", "es", "fr", "zh-Hans"];

describe("the language on offer", () => {
  it.each([
    ["de", "de"],
    ["de-AT", "de"],
    ["DE-ch-1996", "de"],
    ["en-GB", "en"],
    ["fr-CA-x-private", "fr"],
    ["zh-CN", "zh-Hans"],
    ["zh", "zh-Hans"],
    ["zh-Hans-SG", "zh-Hans"],
    ["pt-BR es-419", "es"],
    ["nl fr-BE de", "fr"],
    ["es-u-nu-latn", "es"],
  ])("for %j is %s", (wanted, tag) => {
    expect(matchLanguage(wanted.split(" "), OFFERED)).toBe(tag);
  });

  it.each(["", "zh-TW", "zh-Hant", "deu-xyz?", "*", "german", "../../etc", "d", "en_US", "pt nl"])(
    "for %j is none",
    (wanted) => {
      expect(matchLanguage(wanted.split(" "), OFFERED)).toBeUndefined();
    },
  );
});

describe("Accept-Language", () => {
  it.each([
    ["de-DE,de;q=0.9,en;q=0.8", ["de-DE", "de", "en"]],
    ["en;q=0.1, fr ; q=0.5, de", ["de", "fr", "en"]],
    ["de;q=0, en", ["en"]],
    ["", [""]],
  ])("%j is read in its order", (header, tags) => {
    expect(acceptedLanguages(header)).toEqual(tags);
  });
});
