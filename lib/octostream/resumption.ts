import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * The challenge costs a server milliseconds of a core, which many printers at once make minutes. Our connector comes
 * back without it: `octo_key` of its last handshake is a secret that only the two share, and is replaced by each
 * handshake, so it serves once. It is never sent for this: each side proves that it knows it, over a number of the
 * connector's that is new each time (docs/printer-protocol.md#36-coming-back).
 */
export const RESUMPTION_NAME = "portal-resumption";

/** Milliseconds that a printer may have been away. */
export const RESUMABLE_MS = 10 * 60_000;

const OFFER = /^([0-9a-f]{32})\.([0-9a-f]{64})$/;

/** What the service keeps of `octo_key`: SHA-256 in hex. */
const keyOf = (octoKey: string) => createHash("sha256").update(octoKey).digest("hex");

const proofOf = (octoKeyDigest: string, side: "printer" | "service", nonce: string) =>
  createHmac("sha256", octoKeyDigest).update(`resumption\n${side}\n${nonce}`).digest("hex");

/** What a printer says to come back without a challenge, as in its handshake. */
export type Resumption = { nonce: string; proof: string };

/**
 * The connector's offer. @param octoKey of its last handshake
 * @returns `value` of the property; `answer`, which only a service that knows the key can give
 */
export function offerResumption(octoKey: string): { value: string; answer: string } {
  const nonce = randomBytes(16).toString("hex");
  const key = keyOf(octoKey);
  return { value: `${nonce}.${proofOf(key, "printer", nonce)}`, answer: proofOf(key, "service", nonce) };
}

/** Reads an offer. @returns undefined for what is none */
export function readResumption(value: string): Resumption | undefined {
  const [, nonce, proof] = OFFER.exec(value) ?? [];
  return nonce && proof ? { nonce, proof } : undefined;
}

/**
 * The service's answer to an offer. @param octoKeyDigest what it keeps of the printer's last `octo_key`
 * @returns what proves it to the connector; undefined when the offer was not made with that key
 */
export function answerResumption({ nonce, proof }: Resumption, octoKeyDigest: string): string | undefined {
  const right = Buffer.from(proofOf(octoKeyDigest, "printer", nonce));
  return timingSafeEqual(right, Buffer.from(proof)) ? proofOf(octoKeyDigest, "service", nonce) : undefined;
}
