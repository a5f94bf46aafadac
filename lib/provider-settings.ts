import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";

/** How this service is known at a provider of accounts. */
type Client = { clientId: string; clientSecret: string };
/** Apple takes a secret that is signed anew, or one that was signed by hand. */
type AppleClient = Client | { clientId: string; teamId: string; keyId: string; privateKey: string };

/** The identity providers that are configured. */
export type ProviderSettings = {
  google?: Client;
  github?: Client;
  apple?: AppleClient;
  oidc?: Client & { issuer: string; name: string };
};

const isSafeIssuer = (text: string) => {
  const { protocol, hostname, search, hash } = new URL(text);
  return !search && !hash && (protocol === "https:" || /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname));
};

/** The settings as they are written, for the schema of all settings. */
export const PROVIDER_SHAPE = {
  GOOGLE_CLIENT_ID: z.string().optional(),
  GOOGLE_CLIENT_SECRET: z.string().optional(),
  GITHUB_CLIENT_ID: z.string().optional(),
  GITHUB_CLIENT_SECRET: z.string().optional(),
  APPLE_CLIENT_ID: z.string().optional(),
  APPLE_CLIENT_SECRET: z.string().optional(),
  APPLE_TEAM_ID: z.string().optional(),
  APPLE_KEY_ID: z.string().optional(),
  APPLE_PRIVATE_KEY_FILE: z.string().optional(),
  OIDC_ISSUER: z
    .url({ protocol: /^https?$/, message: "must be an http or https address" })
    .refine(isSafeIssuer, "must be an https address without a query, unless it is on loopback")
    .transform((text) => text.replace(/\/$/, ""))
    .optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_NAME: z.string().max(40).optional(),
};

type Given = { [Name in keyof typeof PROVIDER_SHAPE]?: string | undefined };

/** Names of a group that are missing though another is there. */
function missing(given: Given, names: (keyof Given)[]): string[] {
  const there = names.filter((name) => given[name]);
  return there.length === 0
    ? []
    : names.filter((name) => !given[name]).map((name) => `${name} is missing: it belongs to ${there[0]}.`);
}

function readPrivateKey(file: string): string | undefined {
  try {
    const pem = readFileSync(file, "utf8");
    return createPrivateKey(pem).asymmetricKeyType === "ec" ? pem : undefined;
  } catch {
    return undefined;
  }
}

function readApple(given: Given): { apple?: AppleClient; problems: string[] } {
  const {
    APPLE_CLIENT_ID: clientId,
    APPLE_CLIENT_SECRET: clientSecret,
    APPLE_TEAM_ID: teamId,
    APPLE_KEY_ID: keyId,
    APPLE_PRIVATE_KEY_FILE: file,
  } = given;
  if (clientSecret)
    return clientId
      ? { apple: { clientId, clientSecret }, problems: [] }
      : { problems: missing(given, ["APPLE_CLIENT_ID", "APPLE_CLIENT_SECRET"]) };
  const problems = missing(given, ["APPLE_CLIENT_ID", "APPLE_TEAM_ID", "APPLE_KEY_ID", "APPLE_PRIVATE_KEY_FILE"]);
  if (problems.length || !clientId || !teamId || !keyId || !file) return { problems };
  const privateKey = readPrivateKey(file);
  return privateKey
    ? { apple: { clientId, teamId, keyId, privateKey }, problems }
    : { problems: ["APPLE_PRIVATE_KEY_FILE cannot be read as a private key of the kind that Apple gives (.p8)."] };
}

/**
 * Reads which identity providers are configured.
 * @returns also one sentence per setting that is missing or wrong
 */
export function providerSettings(given: Given): { providers: ProviderSettings; problems: string[] } {
  const {
    GOOGLE_CLIENT_ID,
    GOOGLE_CLIENT_SECRET,
    GITHUB_CLIENT_ID,
    GITHUB_CLIENT_SECRET,
    OIDC_ISSUER,
    OIDC_CLIENT_ID,
    OIDC_CLIENT_SECRET,
    OIDC_NAME,
  } = given;
  const { apple, problems } = readApple(given);
  return {
    providers: {
      ...(GOOGLE_CLIENT_ID &&
        GOOGLE_CLIENT_SECRET && { google: { clientId: GOOGLE_CLIENT_ID, clientSecret: GOOGLE_CLIENT_SECRET } }),
      ...(GITHUB_CLIENT_ID &&
        GITHUB_CLIENT_SECRET && { github: { clientId: GITHUB_CLIENT_ID, clientSecret: GITHUB_CLIENT_SECRET } }),
      ...(apple && { apple }),
      ...(OIDC_ISSUER &&
        OIDC_CLIENT_ID &&
        OIDC_CLIENT_SECRET && {
          oidc: {
            clientId: OIDC_CLIENT_ID,
            clientSecret: OIDC_CLIENT_SECRET,
            issuer: OIDC_ISSUER,
            name: OIDC_NAME ?? new URL(OIDC_ISSUER).hostname,
          },
        }),
    },
    problems: [
      ...missing(given, ["GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"]),
      ...missing(given, ["GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET"]),
      ...problems,
      ...missing(given, ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"]),
    ],
  };
}
