import { constants, publicEncrypt, type KeyObject } from "node:crypto";
import { randomToken } from "@/lib/random";

/**
 * 64 random characters, and the same encrypted so that only the portal's private key can read them
 * (docs/printer-protocol.md#33-rsa-challenge).
 */
export function makeChallenge(key: KeyObject): { text: string; encrypted: Uint8Array } {
  const text = randomToken(64);
  return { text, encrypted: publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(text, "latin1")) };
}
