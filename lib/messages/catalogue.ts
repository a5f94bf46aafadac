import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import crash from "@/lib/messages/crash.json" with { type: "json" };
import en from "@/lib/messages/en.json" with { type: "json" };
import { isPseudo, pseudoMessages } from "@/lib/messages/pseudo-language";
import { log } from "@/lib/observability/log";
import { shared } from "@/lib/shared";

/** The texts as they are written first; those of crash.json are apart since the browser needs them too. */
export const english = { ...en, crash };

export type Messages = typeof english;

/** Texts of a language, by key; what is missing is said in English. */
type Texts = { [key: string]: string | Texts };

/** Where each language but English has its file, named by its tag (BCP 47), such as `de.json` or `zh-Hans.json`. */
export const LANGUAGES_FOLDER = "lib/messages/languages";

const folder = () => path.join(/* turbopackIgnore: true */ process.cwd(), LANGUAGES_FOLDER);

/** Tags of the languages that there are, English first. The folder says it: a further language is a file in it. */
export const languageTags = (): readonly string[] =>
  shared("language-tags", () => [
    "en",
    ...readdirSync(folder())
      .filter((file) => file.endsWith(".json"))
      .map((file) => file.slice(0, -".json".length))
      .sort(),
  ]);

/** The texts of a language's own file. */
export const readTexts = (tag: string): Texts =>
  JSON.parse(readFileSync(path.join(folder(), `${tag}.json`), "utf8")) as Texts;

/** A language's texts with English in its gaps. @param missed hears of each of them */
function fillGaps(from: Texts, texts: Texts, missed: (key: string) => void, path = ""): Texts {
  return Object.fromEntries(
    Object.entries(from).map(([key, original]) => {
      const found = texts[key];
      if (typeof original === "object")
        return [key, fillGaps(original, typeof found === "object" ? found : {}, missed, `${path}${key}.`)];
      if (typeof found !== "string") missed(`${path}${key}`);
      return [key, typeof found === "string" ? found : original];
    }),
  );
}

/** Command lines and APIs for programs speak English alone: theirs is a contract. */
export const isEnglishOnly = (key: string): boolean => /^(api|cli)\./.test(key);

/** The texts of a language, read once. @param tag one of {@link languageTags}, or of a pseudo-language */
export function messagesOf(tag: string): Messages {
  if (tag === "en") return english;
  return shared(`texts ${tag}`, () => {
    if (isPseudo(tag)) return pseudoMessages(english);
    const missing: string[] = [];
    const texts = fillGaps(english, readTexts(tag), (key) => isEnglishOnly(key) || missing.push(key)) as Messages;
    if (missing.length > 0)
      log.warn({ language: tag, missing: missing.length, first: missing[0] }, "texts are missing: English stands in");
    return texts;
  });
}
