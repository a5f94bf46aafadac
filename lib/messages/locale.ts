import { AsyncLocalStorage } from "node:async_hooks";
import type { IncomingMessage } from "node:http";
import { env } from "@/lib/env";
import { languageTags } from "@/lib/messages/catalogue";
import { acceptedLanguages, matchLanguage } from "@/lib/messages/match-language";
import { isRightToLeftPseudo, PSEUDO_LANGUAGES } from "@/lib/messages/pseudo-language";
import { currentRequest } from "@/lib/observability/request-reference";
import { shared } from "@/lib/shared";

/** What is known of the language that a request is to be answered in. */
type Wishes = {
  /** The person's choice in this browser. */
  chosen?: string | undefined;
  /** The account's, and whether the person chose it with the switch or it was kept at a sign-in. */
  account?: { tag: string; isChosen: boolean } | undefined;
  /** Tags that the app named in `ui_locales` (OpenID Connect Core 3.1.2.1), with blanks between. */
  asked?: string | undefined;
  /** `Accept-Language`. */
  accepted?: string | undefined;
};

type Known = { wishes: Wishes; tag: string };

// Pages and routes run in the framework's copy of this module: both see the same.
const byRequest = () => shared("languages-of-requests", () => new WeakMap<IncomingMessage, Known>());
const forced = () => shared("forced-language", () => new AsyncLocalStorage<string>());

/** Also those that tests of the layout ask for. */
const offered = () => (env().mode === "evaluation" ? [...languageTags(), ...PSEUDO_LANGUAGES] : languageTags());

/** The language on offer for `ui_locales`; undefined where none is. */
export const askedLanguage = (tags: string | undefined): string | undefined =>
  tags === undefined ? undefined : matchLanguage(tags.split(" "), offered());

/** A tag that is a language of ours; undefined for any other text. */
export const knownLanguage = (tag: string | undefined): string | undefined => offered().find((known) => known === tag);

/** A person's own choice counts most, here or in their account; then the app's wish, which follows the device. */
function choose({ chosen, account, asked, accepted }: Wishes): string {
  const ofAccount = knownLanguage(account?.tag);
  return (
    knownLanguage(chosen) ??
    (account?.isChosen ? ofAccount : undefined) ??
    askedLanguage(asked) ??
    ofAccount ??
    matchLanguage(acceptedLanguages(accepted ?? ""), languageTags()) ??
    "en"
  );
}

/** Notes what is known now of the language of the request that is served; what was noted before stays. */
export function noteLanguage(wishes: Wishes): void {
  const request = currentRequest();
  if (!request) return;
  const all = { ...byRequest().get(request)?.wishes, ...wishes };
  byRequest().set(request, { wishes: all, tag: choose(all) });
}

/** Whether the language at hand is what the person chose in this browser. */
export function isChosenHere(): boolean {
  const request = currentRequest();
  const chosen = request && byRequest().get(request)?.wishes.chosen;
  return chosen !== undefined && knownLanguage(chosen) !== undefined;
}

/** The language to speak now: of {@link withLocale}, else of the request that is served, else English. */
export function locale(): string {
  const request = currentRequest();
  return forced().getStore() ?? (request && byRequest().get(request)?.tag) ?? "en";
}

/** Does something in a language, whoever asked for it. @param tag of a language of ours */
export const withLocale = <T>(tag: string, act: () => T): T => forced().run(tag, act);

/** Which way a language is written. */
export function direction(tag: string): "ltr" | "rtl" {
  if (isRightToLeftPseudo(tag)) return "rtl";
  const known = new Intl.Locale(tag) as Intl.Locale & {
    textInfo?: { direction?: string };
    getTextInfo?: () => { direction?: string };
  };
  return (known.getTextInfo?.() ?? known.textInfo)?.direction === "rtl" ? "rtl" : "ltr";
}

/** Attributes of a page's root in the language at hand. */
export const rootLanguage = (): { lang: string; dir: "ltr" | "rtl" } => ({ lang: locale(), dir: direction(locale()) });

/** The same for a page that is written as text. */
export const rootLanguageText = (): string => `lang="${locale()}" dir="${direction(locale())}"`;

/** What a language calls itself: "Deutsch", "简体中文". */
export function languageName(tag: string): string {
  const [first = "", ...rest] = new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
  return first.toLocaleUpperCase(tag) + rest.join("");
}
