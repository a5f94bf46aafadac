import { locale } from "@/lib/messages/locale";

/** Several names as one part of a sentence: "Mobileraker, OctoApp, and OctoPod". */
export const listWords = (words: readonly string[]): string =>
  new Intl.ListFormat(locale(), { type: "conjunction" }).format(words);
