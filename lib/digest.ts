import { createHmac, hash, timingSafeEqual } from "node:crypto";
import { env } from "@/lib/env";

/**
 * SHA-256 in hex, for secrets of at least 128 random bits: those cannot be guessed, so no salt or work factor is
 * needed.
 */
export const digest = (secret: string): string => hash("sha256", secret);

/**
 * HMAC-SHA-256 in hex under the server's secret, for short codes and for signatures. @param purpose keeps uses apart
 * @param serverSecret another one than the present, to compare with
 */
export function keyedDigest(purpose: string, text: string, serverSecret = env().authSecret): string {
  return createHmac("sha256", serverSecret).update(`${purpose}\n${text}`).digest("hex");
}

/** Compares two digests in constant time. Either may be any text from outside. */
export function sameDigest(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
