import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { env } from "@/lib/env";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A key of 32 bytes derived from the server's secret (RFC 5869). @param use what it is for, keeps uses apart */
export const derivedKey = (use: string, secret = env().authSecret): Buffer =>
  Buffer.from(hkdfSync("sha256", secret, "", use, 32));

const key = (purpose: string, secret?: string) => derivedKey(`seal ${purpose}`, secret);

/**
 * Seals a secret that has to be read again (everything else is kept as a digest): AES-256-GCM under a key derived from
 * the server's secret (RFC 5869).
 * @param purpose keeps uses apart
 * @param owner whom it belongs to: it opens for no one else
 * @returns base64 of nonce, tag and ciphertext
 */
export function seal(purpose: string, owner: string, secret: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key(purpose), nonce).setAAD(Buffer.from(owner));
  const text = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString("base64");
}

/**
 * Opens what {@link seal} made. @param serverSecret an earlier AUTH_SECRET, where secrets move to a new one
 * @returns undefined when it was made for something else, or under another server's secret
 */
export function unseal(purpose: string, owner: string, sealed: string, serverSecret?: string): string | undefined {
  const bytes = Buffer.from(sealed, "base64");
  try {
    const decipher = createDecipheriv("aes-256-gcm", key(purpose, serverSecret), bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(owner)).setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}
