import { createTranslator } from "use-intl/core";
import { english, messagesOf, type Messages } from "@/lib/messages/catalogue";
import { locale } from "@/lib/messages/locale";

const makeTranslator = (tag: string, messages: Messages) =>
  createTranslator({
    locale: tag,
    messages,
    onError: (error) => {
      throw error;
    },
  });

const inEnglish = makeTranslator("en", english);
// Not shared by the copies of lib: what it makes of tags is React's, of which each has its own.
const translators = new Map([["en", inEnglish]]);

function translator(): typeof inEnglish {
  const tag = locale();
  const made = translators.get(tag) ?? makeTranslator(tag, messagesOf(tag));
  translators.set(tag, made);
  return made;
}

/** Every text people read, by its key, in the language of who reads it (lib/messages/locale.ts). */
export const t: typeof inEnglish = new Proxy(inEnglish, {
  apply: (_, __, input) => Reflect.apply(translator(), undefined, input),
  get: (_, name) => Reflect.get(translator(), name),
});

/** Keys of the sentences under a field or on top of a form. */
export type ErrorCode = keyof Messages["errors"];

/** What goes wrong as expected: its code, and where there is one the time until the next try. */
export type ActionError = { error: ErrorCode; retryAfterSeconds?: number };

/** The same as a page says it. */
export type ShownError = { code: ErrorCode; text: string };

/** Why a journey is over. */
export type EndedReason = keyof Messages["ended"]["why"];

export const isErrorCode = (text: unknown): text is ErrorCode =>
  typeof text === "string" && Object.hasOwn(english.errors, text);
