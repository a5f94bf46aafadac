import { randomString } from "@/lib/random";
import { typedCode } from "@/lib/typed-code";

export const RECOVERY_KEYS = 10;
// Nothing that looks like something else; 30 symbols carry 4.9 bits each, 28 of them 137 bits (ASVS 11.5.1).
const ALPHABET = "abcdefghjkmnpqrstvwxyz23456789";
const LENGTH = 28;

const grouped = (key: string) => key.replace(/.{7}(?=.)/g, "$&-");

/** Ten new recovery keys, in groups of seven characters. */
export function newRecoveryKeys(): string[] {
  return Array.from({ length: RECOVERY_KEYS }, () => grouped(randomString(ALPHABET, LENGTH)));
}

/** One spelling per key: blanks, hyphens and case do not count. */
export function plainRecoveryKey(input: string): string {
  return typedCode(input)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "");
}
