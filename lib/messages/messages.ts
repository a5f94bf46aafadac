import { createTranslator } from "use-intl/core";
import crash from "@/lib/messages/crash.json" with { type: "json" };
import en from "@/lib/messages/en.json" with { type: "json" };

/**
 * Every text people read, by its key (those of crash.json are apart since the browser needs them too). One language for
 * now; a second is a second file and a choice here.
 */
export const t = createTranslator({
  locale: "en",
  messages: { ...en, crash },
  onError: (error) => {
    throw error;
  },
});

/** Keys of the sentences under a field or on top of a form. */
export type ErrorCode = keyof typeof en.errors;

/** What goes wrong as expected: its code, and where there is one the time until the next try. */
export type ActionError = { error: ErrorCode; retryAfterSeconds?: number };

/** The same as a page says it. */
export type ShownError = { code: ErrorCode; text: string };

/** Why a journey is over. */
export type EndedReason = keyof typeof en.ended.why;

export const isErrorCode = (text: unknown): text is ErrorCode =>
  typeof text === "string" && Object.hasOwn(en.errors, text);
