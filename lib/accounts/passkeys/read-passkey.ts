import { verifyAuthenticationResponse, verifyRegistrationResponse } from "@simplewebauthn/server";
import { isCredentialId } from "@/lib/accounts/passkeys/passkey-policy";
import type { RelyingParty } from "@/lib/accounts/passkeys/relying-party";
import { log } from "@/lib/observability/log";

/** ES256, RS256 and EdDSA: what authenticators have, and this server can check. */
export const ALGORITHMS = [-8, -7, -257];

/** What a browser posts of a new passkey, in base64url; `transports` with blanks between. */
export type NewPasskeyAnswer = { id: string; clientData: string; attestation: string; transports: string };

/** What a browser posts of a passkey that is used, in base64url. */
export type PasskeyAnswer = { id: string; clientData: string; authenticator: string; signature: string; user: string };

/** A new passkey, as it is kept. */
export type NewPasskey = {
  credentialId: string;
  publicKey: Uint8Array<ArrayBuffer>;
  counter: number;
  backupEligible: boolean;
  transports: string[];
};

type Expected = { party: RelyingParty; challenge: string };

const expected = ({ party, challenge }: Expected) => ({
  expectedChallenge: challenge,
  expectedOrigin: party.origin,
  expectedRPID: party.id,
  // It stands for two factors.
  requireUserVerification: true,
});

/** No page of ours is framed, so no answer comes from a frame (WebAuthn L3, 7.1 step 10, 7.2 step 12). */
function isFromFrame(clientData: string): boolean {
  const { crossOrigin } = JSON.parse(Buffer.from(clientData, "base64url").toString()) as { crossOrigin?: unknown };
  return crossOrigin === true;
}

/** Why an answer is refused is for the log: it says what differs, and nothing that could be used. */
async function orRefused<T>(read: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 120) : "unknown";
    log.info({ reason: reason.replace(/challenge ".*/s, "challenge") }, "an answer of a passkey was refused");
    return undefined;
  }
}

const TRANSPORTS = ["ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"] as const;
const transportsIn = (text: string) => TRANSPORTS.filter((one) => text.split(" ").includes(one));

/**
 * Checks a new passkey (WebAuthn L3, 7.1): made for this very origin and challenge, by who was verified.
 * @returns undefined when it is refused
 */
export const readNewPasskey = (answer: NewPasskeyAnswer, which: Expected): Promise<NewPasskey | undefined> =>
  orRefused(async () => {
    const { id, clientData, attestation } = answer;
    if (!isCredentialId(id) || isFromFrame(clientData)) return undefined;
    const transports = transportsIn(answer.transports);
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      ...expected(which),
      supportedAlgorithmIDs: ALGORITHMS,
      response: {
        id,
        rawId: id,
        type: "public-key",
        clientExtensionResults: {},
        response: { clientDataJSON: clientData, attestationObject: attestation, transports },
      },
    });
    if (!verified || registrationInfo.credential.id !== id) return undefined;
    const { credential, credentialDeviceType } = registrationInfo;
    const { publicKey, counter } = credential;
    return { credentialId: id, publicKey, counter, backupEligible: credentialDeviceType === "multiDevice", transports };
  });

/**
 * Checks the answer of a passkey (WebAuthn L3, 7.2), all but its counter: that is judged once the signature is known to
 * be right.
 * @returns undefined when it is refused
 */
export const readPasskey = (
  answer: PasskeyAnswer,
  which: Expected & { publicKey: Uint8Array<ArrayBuffer> },
): Promise<{ counter: number; backupEligible: boolean } | undefined> =>
  orRefused(async () => {
    const { id, clientData, authenticator, signature, user } = answer;
    if (isFromFrame(clientData)) return undefined;
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      ...expected(which),
      credential: { id, publicKey: which.publicKey, counter: 0 },
      response: {
        id,
        rawId: id,
        type: "public-key",
        clientExtensionResults: {},
        response: { clientDataJSON: clientData, authenticatorData: authenticator, signature, userHandle: user },
      },
    });
    const { newCounter, credentialDeviceType } = authenticationInfo;
    return verified ? { counter: newCounter, backupEligible: credentialDeviceType === "multiDevice" } : undefined;
  });
