import { randomInt as cryptoRandomInt, randomBytes } from "node:crypto";

const BASE62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const BASE36 = "abcdefghijklmnopqrstuvwxyz0123456789";

/** @param alphabet at most 256 characters @param length number of characters. Uniform, from the system's CSPRNG. */
export function randomString(alphabet: string, length: number): string {
  const limit = 256 - (256 % alphabet.length);
  let text = "";
  while (text.length < length) {
    for (const byte of randomBytes(length * 2)) {
      if (byte < limit && text.length < length) text += alphabet[byte % alphabet.length];
    }
  }
  return text;
}

/** A secret of `[A-Za-z0-9]`, 5.95 bits a character: 22 carry at least 128 bits (ASVS 11.5.1). */
export function randomToken(length: number): string {
  return randomString(BASE62, length);
}

/** A secret of `[a-z0-9]` for host names, 5.17 bits a character: 26 carry 134 bits. */
export function randomLabel(length: number): string {
  return randomString(BASE36, length);
}

/** @returns decimal digits, leading zeros included */
export function randomDigits(length: number): string {
  return randomInt(10 ** length)
    .toString()
    .padStart(length, "0");
}

/** Random bytes in base64, for keys whose format says so. @param bytes how many, before encoding */
export function randomBase64(bytes: number): string {
  return randomBytes(bytes).toString("base64");
}

/** A whole number from 0 up to, and without, `limit`. */
export function randomInt(limit: number): number {
  return cryptoRandomInt(limit);
}
