import { fromNow, minutes, now } from "@/lib/clock";
import { seal, unseal } from "@/lib/seal";

/** From the page to its answer. The page asks for another one before that (components/browser/passkeys.ts). */
export const CHALLENGE_LIFETIME_MS = minutes(6);

/** What may be done with a challenge, and where: in one journey of one browser, or in one sign-in. */
export type ChallengeUse = { toSignIn: string } | { toAdd: string };

/** A challenge in base64url, and whom a passkey is added for, where it is for that. */
export type Challenge = { challenge: string; handle: string; expiresAt: Date };

const PURPOSE = "passkey challenge";
const ownerOf = (use: ChallengeUse) => ("toAdd" in use ? `add ${use.toAdd}` : `sign in ${use.toSignIn}`);

/**
 * Seals a challenge for the page that shows it, so that looking at a page writes nothing. It opens for that use alone;
 * that it was answered is kept (passkey-challenge-store.ts).
 */
export function sealChallenge(use: ChallengeUse, challenge: string, handle = ""): string {
  const expiresAt = fromNow(CHALLENGE_LIFETIME_MS).getTime();
  return seal(PURPOSE, ownerOf(use), [challenge, handle, expiresAt].join(" "));
}

/** @returns undefined when it is too old, for something else, or none of ours */
export function openChallenge(use: ChallengeUse, sealed: string): Challenge | undefined {
  const [challenge = "", handle = "", time = ""] = unseal(PURPOSE, ownerOf(use), sealed)?.split(" ") ?? [];
  const expiresAt = new Date(Number(time));
  return challenge !== "" && expiresAt > now() ? { challenge, handle, expiresAt } : undefined;
}
