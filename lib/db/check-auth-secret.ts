import { agreeOnServerSecret } from "@/lib/db/server-secret-store";
import { keyedDigest, sameDigest } from "@/lib/digest";
import { ConfigurationError, env } from "@/lib/env";

/** What the database knows AUTH_SECRET by: it can be compared, and says nothing about the secret. */
export const authSecretFingerprint = (secret?: string) => keyedDigest("fingerprint", "auth-secret", secret);

function sentence(file: string | undefined): string {
  const found = file ? `AUTH_SECRET is not set, and the one generated in ${file} is` : "AUTH_SECRET is";
  return [
    `${found} not the one that this database has been used with.`,
    "Under it are sealed or signed: the printers' key, authenticators, apps' webhook secrets and living codes.",
    "Put the old one back, and nothing is lost.",
    "To change it on purpose, or when it is lost for good: npm run database -- accept auth-secret",
    "(--help says what that does).",
  ].join(" ");
}

/**
 * Compares AUTH_SECRET with the one that the database was first used with; an empty database takes it.
 * @throws ConfigurationError with a sentence about what happened, what would be lost and how to go on
 */
export async function checkAuthSecret(): Promise<void> {
  const mine = authSecretFingerprint();
  const known = await agreeOnServerSecret("auth-secret", { fingerprint: mine, sealed: null });
  if (!sameDigest(known.fingerprint, mine)) throw new ConfigurationError([sentence(env().authSecretFile)]);
}
