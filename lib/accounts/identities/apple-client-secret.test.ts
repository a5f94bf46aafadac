import { createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { expect, it } from "vitest";
import { appleClientSecret } from "@/lib/accounts/identities/apple-client-secret";

it("Apple's client secret is a short-lived token that Apple can check with our public key", () => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const secret = appleClientSecret({
    clientId: "org.example.portal",
    teamId: "TEAM123456",
    keyId: "KEY1234567",
    privateKey: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
  });
  const [header = "", claims = "", signature = ""] = secret.split(".");
  const read = (part: string) =>
    JSON.parse(Buffer.from(part, "base64url").toString()) as Record<string, number | string>;
  expect(read(header)).toEqual({ alg: "ES256", kid: "KEY1234567" });
  const { iat, exp, ...who } = read(claims);
  expect(who).toEqual({ iss: "TEAM123456", aud: "https://appleid.apple.com", sub: "org.example.portal" });
  expect(Number(exp) - Number(iat)).toBe(300);
  const key = createPublicKey(publicKey.export({ type: "spki", format: "pem" }));
  expect(
    verify(
      "sha256",
      Buffer.from(`${header}.${claims}`),
      { key, dsaEncoding: "ieee-p1363" },
      Buffer.from(signature, "base64url"),
    ),
  ).toBe(true);
});
