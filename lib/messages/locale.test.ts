import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { onDate } from "@/lib/messages/calendar-date";
import { listWords } from "@/lib/messages/list-words";
import { direction, languageName, locale, noteLanguage, withLocale } from "@/lib/messages/locale";
import { t } from "@/lib/messages/messages";
import { inWords } from "@/lib/messages/relative-time";
import { inRequest } from "@/lib/observability/request-reference";

type Wishes = Parameters<typeof noteLanguage>[0];

/** The language of a request of which all this is known. */
const chosenBy = (wishes: Wishes) =>
  inRequest({ method: "GET", headers: {} } as IncomingMessage, () => {
    noteLanguage(wishes);
    return locale();
  });

const account = (tag: string, isChosen: boolean) => ({ tag, isChosen });

describe("the language of a request", () => {
  it.each<[string, string, Wishes]>([
    ["the choice in this browser before all else", "de", { chosen: "de", asked: "en", account: account("en", true) }],
    ["the choice in the account before the app's wish", "de", { account: account("de", true), asked: "en" }],
    [
      "the app's wish before what the account had by itself",
      "de",
      { asked: "nl-x de-CH", account: account("en", false) },
    ],
    ["the account's before the browser's", "de", { account: account("de", false), accepted: "en" }],
    ["the browser's", "de", { accepted: "nl, de-AT;q=0.7, en;q=0.1" }],
    ["English where nothing fits", "en", { asked: "tlh", accepted: "nl" }],
    ["English where a choice is no language", "en", { chosen: "../de" }],
    ["none of the tests' for who just has such a browser", "en", { accepted: "qps-ploc" }],
  ])("is %s", (_, tag, wishes) => {
    expect(chosenBy(wishes)).toBe(tag);
  });

  it("keeps what is known when more is read", () => {
    inRequest({ method: "GET", headers: {} } as IncomingMessage, () => {
      noteLanguage({ accepted: "de" });
      noteLanguage({ account: undefined });
      expect(locale()).toBe("de");
      expect(withLocale("en", () => [locale(), t("common.show")])).toEqual(["en", "Show"]);
      expect(t("common.show")).toBe("Anzeigen");
    });
  });

  it("outside of any is English", () => {
    expect(locale()).toBe("en");
  });
});

describe("what is said", () => {
  const time = new Date("2027-11-24T12:00:00Z");

  it.each([
    ["en", "November 24, 2027", "in 30 seconds", "A, B, and C", "ltr", "English"],
    ["de", "24. November 2027", "in 30 Sekunden", "A, B und C", "ltr", "Deutsch"],
  ] as const)("in %s has its own dates, times and lists", (tag, date, wait, list, way, name) => {
    withLocale(tag, () => {
      expect(onDate(time)).toBe(date);
      expect(inWords(30)).toBe(wait);
      expect(listWords(["A", "B", "C"])).toBe(list);
    });
    expect([direction(tag), languageName(tag)]).toEqual([way, name]);
  });

  it("is written from right to left where that is the script", () => {
    expect(["ar", "he", "qps-plocm", "zh-Hans"].map(direction)).toEqual(["rtl", "rtl", "rtl", "ltr"]);
  });
});
