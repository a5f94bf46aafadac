import { createHash, createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";

/** The key that proves this service to printers, used for nothing else (docs/printer-protocol.md#33-rsa-challenge). */
export type ServerKey = { privateKey: KeyObject; publicKeyPem: string; fingerprint: string };

const MODULUS_BITS = 4096;

/** @param pem a private key @returns undefined unless it is an RSA key of 4096 bits without a passphrase */
export function readPrinterKey(pem: string): ServerKey | undefined {
  try {
    const privateKey = createPrivateKey(pem);
    if (privateKey.asymmetricKeyType !== "rsa" || privateKey.asymmetricKeyDetails?.modulusLength !== MODULUS_BITS)
      return undefined;
    const publicKey = createPublicKey(privateKey);
    const fingerprint = createHash("sha256")
      .update(publicKey.export({ type: "spki", format: "der" }))
      .digest("hex");
    return { privateKey, publicKeyPem: publicKey.export({ type: "pkcs1", format: "pem" }).toString(), fingerprint };
  } catch {
    return undefined;
  }
}

/** A new key: takes about a second, off the event loop. @returns its PEM (PKCS#8) */
export async function newPrinterKeyPem(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", {
    modulusLength: MODULUS_BITS,
    publicExponent: 65537,
  });
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}
