import { afterEach, describe, expect, it } from "vitest";
import { chooseLanguage } from "@/lib/connector/choose-language";
import { speak, t } from "@/lib/connector/texts";

afterEach(() => speak("en"));

const spokenWith = (args: string[], locale: Record<string, string>) => {
  const chosen = chooseLanguage(args, locale as NodeJS.ProcessEnv);
  return chosen.ok ? [t("connector.goOn"), ...chosen.args] : chosen.error;
};

describe("the connector's language", () => {
  it.each<[string, string, Record<string, string>]>([
    ["English without a locale", "Go on?", {}],
    ["English for C", "Go on?", { LANG: "C" }],
    ["English for C.UTF-8", "Go on?", { LC_ALL: "C.UTF-8", LANG: "de_DE.UTF-8" }],
    ["English for POSIX", "Go on?", { LANG: "POSIX" }],
    ["English for one that is not spoken", "Go on?", { LANG: "it_IT.UTF-8" }],
    ["that of LANG", "Weiter?", { LANG: "de_AT.UTF-8@euro" }],
    ["that of LC_MESSAGES before LANG", "Continuer ?", { LC_MESSAGES: "fr_CA", LANG: "de_DE" }],
    ["that of LC_ALL before all, when it is not empty", "¿Continuar?", { LC_ALL: "es_MX.UTF-8", LC_MESSAGES: "fr_FR" }],
    ["not that of an empty LC_ALL", "Weiter?", { LC_ALL: "", LANG: "de" }],
    ["Chinese in the script of its region", "继续吗？", { LANG: "zh_CN.UTF-8" }],
    ["English where the script is another", "Go on?", { LANG: "zh_TW.UTF-8" }],
  ])("is %s", (_, text, locale) => {
    expect(spokenWith(["--dir", "x"], locale)).toEqual([text, "--dir", "x"]);
  });

  it.each([[["--lang", "de"]], [["--lang=de_CH"]], [["--language", "DE"]], [["--language=de"]]])(
    "is what %j says before any locale, and the option is taken off",
    (option) => {
      expect(spokenWith(["--find", ...option, "--dir", "x"], { LC_ALL: "fr_FR" })).toEqual([
        "Weiter?",
        "--find",
        "--dir",
        "x",
      ]);
    },
  );

  it("stays English for programs, whatever the locale and the option say", () => {
    expect(spokenWith(["--json", "--lang", "de"], { LANG: "fr_FR" })).toEqual(["Go on?", "--json"]);
  });

  it("is none that is not spoken: a sentence says which are", () => {
    for (const wrong of [["--lang", "it"], ["--lang", "../de"], ["--lang"]])
      expect(spokenWith(wrong, {})).toBe("--lang must be one of en, de, es, fr, zh-Hans.");
  });

  it("puts in what a text holds as it is", () => {
    speak("de");
    const reason = "$& {printer}";
    expect(t("connector.event.offline", { reason })).toBe("Nicht verbunden: $& {printer}");
  });
});
