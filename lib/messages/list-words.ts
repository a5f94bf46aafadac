import { locale } from "@/lib/messages/locale";

const format = () => new Intl.ListFormat(locale(), { type: "conjunction" });

/** Several names as one part of a sentence: "Mobileraker, OctoApp, and OctoPod". */
export const listWords = (words: readonly string[]): string => format().format(words);

/** The same in pieces: names (`element`), and what stands between them. */
export const listParts = (words: readonly string[]) => format().formatToParts(words);
