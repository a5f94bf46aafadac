import { failure, ok, type Result } from "@/lib/result";

/** Marks that turn the direction of text around a name, or hide in it. */
const CONTROLS = /[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;

/** A flag of a part of a country: a black flag, its code in tags, a last one (UTS 51, C.1). Other tags are nothing. */
const TAGS = /(\u{1F3F4}[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]{1,8}\u{E007F})|[\u{E0000}-\u{E007F}]/gu;

/** Joiners between signs of an emoji, and in scripts that spell with them; Latin and its neighbors do not. */
const JOINED = String.raw`[\p{L}\p{M}\p{So}\p{Sk}\p{Extended_Pictographic}\ufe0f]`;
const NEVER_JOINED = String.raw`[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}]`;
const STRAY_JOINERS = new RegExp(
  String.raw`(?<!${JOINED})[\u200c\u200d]|(?<=${NEVER_JOINED})[\u200c\u200d]|[\u200c\u200d](?!${JOINED})`,
  "gu",
);

/** Letters that look like nothing. */
const BLANKS = /[\u115f\u1160\u2800\u3164\uffa0]/g;

/** A sign may be many characters; a name of so many is not typed. */
const MOST_CHARACTERS = 1000;

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** How many signs a text has, as people count them (UAX 29). */
export const signsOf = (text: string): string[] => [...segmenter.segment(text)].map(({ segment }) => segment);

/** A name as people see it, without what hides in it or turns text around: emoji and every script stay as spelled. */
function cleanName(typed: string): string {
  return typed
    .normalize("NFC")
    .replace(/[\t\n\v\f\r\u0085\p{Zl}\p{Zp}]+/gu, " ")
    .replace(CONTROLS, "")
    .replace(TAGS, "$1")
    .replace(BLANKS, " ")
    .replace(/([\u200c\u200d])[\u200c\u200d]+/g, "$1")
    .replace(STRAY_JOINERS, "")
    .replace(/ {2,}/g, " ")
    .trim();
}

/**
 * Reads a name as it was typed, for anything that people name.
 * @param most signs, as people count them; what is longer is not cut but said, so that nothing is lost
 */
export function readTypedName(typed: string, most: number): Result<{ name: string }, "missing" | "too_long"> {
  const name = cleanName(typed);
  if (!/[^\p{C}\p{Z}\p{M}]/u.test(name)) return failure("missing");
  if (name.length > MOST_CHARACTERS || signsOf(name).length > most) return failure("too_long");
  return ok({ name });
}
