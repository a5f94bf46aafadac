import { minutes } from "@/lib/clock";
import { keyedDigest } from "@/lib/digest";
import { randomString } from "@/lib/random";
import { typedCode } from "@/lib/typed-code";

// Twenty consonants: no vowels that make words, none that look like a digit or each other on a small screen (RFC 8628
// 6.1).
const ALPHABET = "BCDFGHJKLMNPQRSTVWXZ";
const LENGTH = 8;

/** How long a linking code works. */
export const LINKING_CODE_LIFETIME_MS = minutes(15);

/** @returns a new code, 34.5 random bits, as it is kept: without the hyphen it is shown with */
export function newLinkingCode(): string {
  return randomString(ALPHABET, LENGTH);
}

/** As people read it: `ABCD-EFGH`. */
export function spellLinkingCode(code: string): string {
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

/**
 * What was typed, as a code is kept: case does not count (RFC 8628 6.1).
 * @returns undefined when it cannot be a code
 */
export function readLinkingCode(typed: string): string | undefined {
  const code = typedCode(typed).toUpperCase();
  return code.length === LENGTH && [...code].every((c) => ALPHABET.includes(c)) ? code : undefined;
}

/** What is stored of a code. Keyed, since 34 bits could be guessed from a plain digest. */
export function linkingCodeDigest(code: string): string {
  return keyedDigest("linking-code", code);
}
