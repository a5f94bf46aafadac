import { hash, verify } from "@node-rs/argon2";
import { shared } from "@/lib/shared";

// 46 MiB, one pass: the first of OWASP's equivalent settings, about 27 ms of one core, in libuv's thread pool.
const ARGON2ID = 2;
const SETTINGS = { algorithm: ARGON2ID, memoryCost: 47_104, timeCost: 1, parallelism: 1 };

/** @param password as {@link checkPassword} returns it @returns a PHC string of argon2id (ASVS 11.4.2) */
export function hashPassword(password: string): Promise<string> {
  return hash(password, SETTINGS);
}

/**
 * Compares, and takes the same time where there is no password to compare with, so that the time does not tell known
 * from unknown addresses (ASVS 6.3.8).
 */
export async function passwordMatches(passwordHash: string | null | undefined, password: string): Promise<boolean> {
  const decoy = await shared("decoy-password-hash", () => hashPassword("a decoy nobody ever types"));
  const matches = await verify(passwordHash ?? decoy, password.normalize("NFKC"));
  return matches && passwordHash != null;
}
