import { rmSync } from "node:fs";
import { agreeOnServerSecret } from "@/lib/db/server-secret-store";
import { keyedDigest, sameDigest } from "@/lib/digest";
import { ConfigurationError, env } from "@/lib/env";

/** What the database knows AUTH_SECRET by: it can be compared, and says nothing about the secret. */
export const authSecretFingerprint = (secret?: string) => keyedDigest("fingerprint", "auth-secret", secret);

/** What happened to the secret, as far as it can be seen. */
function whatHappened(file: string | undefined, isMissing: boolean): string {
  if (file && isMissing) return `AUTH_SECRET is not set, and ${file}, which held it, is missing.`;
  const found = file ? `AUTH_SECRET is not set, and the one in ${file} is` : "AUTH_SECRET is";
  return `${found} not the one that this database has been used with.`;
}

function sentence(file: string | undefined, isMissing: boolean): string {
  return [
    whatHappened(file, isMissing),
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
  const known = await agreeOnServerSecret("auth_secret", { fingerprint: mine, sealed: null });
  if (sameDigest(known.fingerprint, mine)) return;
  const { authSecretFile, authSecretIsNew } = env();
  // The one made just now would be taken for the lost one the next time.
  if (authSecretFile && authSecretIsNew) rmSync(authSecretFile, { force: true });
  throw new ConfigurationError([sentence(authSecretFile, authSecretIsNew)]);
}
