import { createPrivateKey, sign } from "node:crypto";
import { minutes, now } from "@/lib/clock";

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/**
 * The client secret that Apple takes: a JWT of our own, signed with the key from its developer pages (ES256, RFC 7518
 * 3.4). Made anew for each use, so it lives for five minutes and needs no renewal.
 */
export function appleClientSecret({
  clientId,
  teamId,
  keyId,
  privateKey,
}: {
  clientId: string;
  teamId: string;
  keyId: string;
  privateKey: string;
}): string {
  const issuedAt = Math.floor(now().getTime() / 1000);
  const expiresAt = issuedAt + minutes(5) / 1000;
  const claims = { iss: teamId, iat: issuedAt, exp: expiresAt, aud: "https://appleid.apple.com", sub: clientId };
  const signed = `${part({ alg: "ES256", kid: keyId })}.${part(claims)}`;
  const signature = sign("sha256", Buffer.from(signed), {
    key: createPrivateKey(privateKey),
    dsaEncoding: "ieee-p1363",
  });
  return `${signed}.${signature.toString("base64url")}`;
}
