import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/server";
import type { Account } from "@/lib/accounts/account-store";
import { sealChallenge } from "@/lib/accounts/passkeys/passkey-challenge";
import { MOST_PASSKEYS } from "@/lib/accounts/passkeys/passkey-policy";
import { credentialsOf } from "@/lib/accounts/passkeys/passkey-store";
import { ALGORITHMS } from "@/lib/accounts/passkeys/read-passkey";
import { relyingParty } from "@/lib/accounts/passkeys/relying-party";
import { minutes } from "@/lib/clock";
import { randomBase64 } from "@/lib/random";

/** What a page gives to the browser, and gets back with the answer: the sealed challenge. */
export type PasskeyRequest<Options = PublicKeyCredentialRequestOptionsJSON> = { options: Options; sealed: string };

/** For as long as the browser's own dialog may stay open. */
const PATIENCE_MS = minutes(2);
const HANDLE_BYTES = 32;

const randomHandle = () => Buffer.from(randomBase64(HANDLE_BYTES), "base64").toString("base64url");

/**
 * Asks for a passkey of anybody's, to sign in to a journey with. It names no account, so it tells nothing of any.
 * @returns undefined where there are none
 */
export async function askForPasskey(journeyId: string): Promise<PasskeyRequest | undefined> {
  const party = relyingParty();
  if (!party) return undefined;
  const options = await generateAuthenticationOptions({
    rpID: party.id,
    userVerification: "required",
    timeout: PATIENCE_MS,
  });
  return { options, sealed: sealChallenge({ toSignIn: journeyId }, options.challenge) };
}

/** Asks for a new passkey of an account. @returns why none is asked for, where none is */
export async function askForNewPasskey(
  { id, email, name }: Account,
  sessionId: string,
): Promise<PasskeyRequest<PublicKeyCredentialCreationOptionsJSON> | "unavailable" | "full"> {
  const party = relyingParty();
  if (!party) return "unavailable";
  const known = await credentialsOf(id);
  if (known.credentials.length >= MOST_PASSKEYS) return "full";
  // Random, since it is written to devices, and the same for all of an account: an authenticator keeps one for each.
  const handle = known.handle ?? randomHandle();
  const options = await generateRegistrationOptions({
    rpID: party.id,
    rpName: party.name,
    userID: new Uint8Array(Buffer.from(handle, "base64url")),
    userName: email,
    userDisplayName: name ?? email,
    attestationType: "none",
    excludeCredentials: known.credentials,
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    supportedAlgorithmIDs: ALGORITHMS,
    timeout: PATIENCE_MS,
  });
  return { options, sealed: sealChallenge({ toAdd: sessionId }, options.challenge, handle) };
}
