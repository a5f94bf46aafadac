import { createHash } from "node:crypto";
import { sameDigest } from "@/lib/digest";

/**
 * Whether a text is an S256 code challenge: 256 bits in base64url without padding, so 43 characters of which the last
 * has two bits to spare, which are 0 (RFC 7636, 4.2).
 */
export const isCodeChallenge = (text: string): boolean => /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/.test(text);

/** Whether a text can be a code verifier: 43 to 128 of the unreserved characters (RFC 7636, 4.1). */
const isCodeVerifier = (text: string): boolean => /^[A-Za-z0-9._~-]{43,128}$/.test(text);

/** Whether a challenge was made of a verifier, by S256; `plain` is not known here (RFC 7636, 4.6). Any two texts. */
export const isChallengeOf = (challenge: string, verifier: string): boolean =>
  isCodeVerifier(verifier) && sameDigest(createHash("sha256").update(verifier).digest("base64url"), challenge);
