import type { Challenge } from "@/lib/accounts/passkeys/passkey-challenge";
import { fromNow, minutes } from "@/lib/clock";
import { db, type Transaction } from "@/lib/db/client";
import { digest } from "@/lib/digest";

/**
 * Uses a challenge up, whatever its answer is worth, in the transaction that looks at the answer. Of several answers at
 * once the others wait here for the first.
 * @returns false when it was answered before
 */
export async function claimChallenge(tx: Transaction, { challenge, expiresAt }: Challenge): Promise<boolean> {
  const data = [{ challengeDigest: digest(challenge), expiresAt }];
  return (await tx.usedChallenge.createMany({ data, skipDuplicates: true })).count === 1;
}

/** Forgets challenges that are too old to be answered. Run from time to time. */
export async function sweepChallenges(): Promise<void> {
  // A little later, for servers whose clocks differ.
  await db().usedChallenge.deleteMany({ where: { expiresAt: { lt: fromNow(-minutes(60)) } } });
}
