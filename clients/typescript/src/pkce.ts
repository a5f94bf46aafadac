import { ascii, base64url } from "./base64.js";
import { sha256 } from "./sha256.js";

/** Fills an array with random bytes, as `crypto.getRandomValues` does. */
export type FillRandom = (bytes: Uint8Array) => unknown;

function randomBytes(count: number, fill?: FillRandom): Uint8Array {
  const bytes = new Uint8Array(count);
  const { crypto } = globalThis as { crypto?: { getRandomValues?: FillRandom } };
  if (fill) fill(bytes);
  else if (crypto?.getRandomValues) crypto.getRandomValues(bytes);
  else throw new Error("This platform has no crypto.getRandomValues: pass a function that fills an array (README).");
  return bytes;
}

/** What binds a completion to your app (RFC 7636). */
export type Pkce = {
  /** Stays in your app until the code is redeemed. */
  verifier: string;
  /** Goes with the start URL. */
  challenge: string;
};

/**
 * A verifier of 256 random bits, and its challenge by S256. Make one for each start URL.
 * @param fill for platforms without `crypto.getRandomValues`, such as Node 18
 */
export function newPkce(fill?: FillRandom): Pkce {
  const verifier = base64url(randomBytes(32, fill));
  return { verifier, challenge: challengeOf(verifier) };
}

/** The S256 challenge of a verifier (RFC 7636, 4.2). */
export const challengeOf = (verifier: string): string => base64url(sha256(ascii(verifier)));

/** A `state` of 128 random bits, to know a completion as the answer to your own start URL. @param fill as above */
export const newState = (fill?: FillRandom): string => base64url(randomBytes(16, fill));
