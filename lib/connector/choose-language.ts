import { connectorLanguages, speak, t } from "@/lib/connector/texts";
import { matchLanguage } from "@/lib/messages/match-language";
import { failure, ok, type Result } from "@/lib/result";

/** The language of a locale such as `de_DE.UTF-8@euro` (POSIX, Environment Variables, 8.2). */
const tagOf = (locale: string) => locale.replace(/[.@].*$/, "").replaceAll("_", "-");

const known = (tag: string) => matchLanguage([tagOf(tag)], connectorLanguages);

/**
 * Takes `--lang` off a command line, and speaks that language from now on; without it the locale's, and English where
 * that is `C`, `POSIX`, unset, or a language that is not spoken here. Programs that read `--json` read English.
 * @param environment of LC_ALL, LC_MESSAGES and LANG the first that is not empty counts
 * @returns the other arguments; a sentence for a language that is not spoken here
 */
export function chooseLanguage(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Result<{ args: string[] }, string> {
  const rest: string[] = [];
  let wanted: string | undefined;
  for (let at = 0; at < args.length; at += 1) {
    const [option = "", value] = (args[at] ?? "").split("=", 2);
    if (option !== "--lang" && option !== "--language") rest.push(args[at] ?? "");
    else wanted = value ?? args[(at += 1)] ?? "";
  }
  if (args.includes("--json")) return ok({ args: rest });
  const { LC_ALL, LC_MESSAGES, LANG } = environment;
  speak(known(wanted ?? (LC_ALL || LC_MESSAGES || LANG || "")) ?? "en");
  if (wanted === undefined || known(wanted) !== undefined) return ok({ args: rest });
  return failure(t("connector.language", { languages: connectorLanguages.join(", ") }));
}
