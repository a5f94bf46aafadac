/** How many an account may have: one for each device, and some to spare. */
export const MOST_PASSKEYS = 10;

/** Longer ids are no authenticator's (WebAuthn L3, 7.1, step 25). */
const LONGEST_ID_BYTES = 1023;

/** Whether text is the id of a credential as browsers give it: base64url of what an authenticator may choose. Pure. */
export const isCredentialId = (text: string): boolean =>
  /^[\w-]+$/.test(text) && Buffer.from(text, "base64url").length <= LONGEST_ID_BYTES;

/**
 * Whether a signature counter goes on (WebAuthn L3, 6.1.1). One that stands still or goes back is a copy's; passkeys
 * that live on several devices have none, and say 0. Pure.
 */
export const countsOn = (before: bigint, after: number): boolean =>
  (before === 0n && after === 0) || BigInt(after) > before;

/** What is known of a passkey, and what its answer says of it. */
export type KnownPasskey = { counter: bigint; backupEligible: boolean; handle: string | null };
export type SaidByPasskey = { counter: number; backupEligible: boolean; handle: string };

/**
 * Judges an answer whose signature is right (WebAuthn L3, 7.2, steps 6, 21 and 25): `copied` when its counter does not
 * go on, `other` when it speaks for another account or another kind of key than the one that was added. Pure.
 */
export function judgeAnswer(known: KnownPasskey, said: SaidByPasskey): "right" | "copied" | "other" {
  if (known.handle === null || said.handle !== known.handle || said.backupEligible !== known.backupEligible)
    return "other";
  return countsOn(known.counter, said.counter) ? "right" : "copied";
}
