import { languageTags, messagesOf } from "@/lib/messages/catalogue";
import { matchLanguage } from "@/lib/messages/match-language";

/** A word that a shell takes as it is (POSIX, Shell Command Language, 2.2.2). */
export const shellQuote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Where the locales of the GNU C library have two scripts for one language, these regions tell which. */
const SCRIPT_REGIONS = ["CN", "HK", "SG", "TW"];

/**
 * Patterns of a shell's `case` for the locales and tags of a language: `de`, `de_AT.UTF-8`, `zh_CN`, `zh-Hans`.
 * @param tag of a language of ours
 */
function localePatterns(tag: string): string {
  const { language, script, region } = new Intl.Locale(tag);
  if (script === undefined && region === undefined) return `${language} | ${language}[-_.@]*`;
  const tags = [tag, ...SCRIPT_REGIONS.map((one) => `${language}-${one}`), language];
  const ours = tags.filter((one) => matchLanguage([one], [tag]) === tag);
  return ours
    .map((one) => one.replaceAll("-", "[-_]"))
    .map((one) => `${one} | ${one}${one === language ? "[.@]*" : "[-_.@]*"}`)
    .join(" | ");
}

const assignments = (tag: string): string =>
  Object.entries(messagesOf(tag).installer)
    .map(([key, text]) => `text_${key}=${shellQuote(text)}`)
    .join("\n");

/**
 * What the install script says, as commands of a shell that set a variable for each text (`installer` in lib/messages)
 * in the language that `$wanted` names, else in English; `$known` is empty where it names none of `$languages`.
 */
export function scriptTexts(): string {
  const [english = "en", ...others] = languageTags();
  const isEnglish = `${localePatterns(english)}) known=yes ;;`;
  const cases = others.map((tag) => `${localePatterns(tag)})\nknown=yes language=${tag}\n${assignments(tag)}\n;;`);
  return [
    `language=${english} known='' languages=${shellQuote(languageTags().join(", "))}`,
    assignments(english),
    "case $wanted in",
    isEnglish,
    ...cases,
    "esac",
  ].join("\n");
}
