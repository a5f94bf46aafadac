import { createChallenge, verifySolution, type Challenge, type Payload } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/pbkdf2";
import { z } from "zod";
import { fromNow, minutes } from "@/lib/clock";
import { digest } from "@/lib/digest";
import { randomInt } from "@/lib/random";
import { networkOf } from "@/lib/rate-limits/network-of";
import { overuse } from "@/lib/rate-limits/overuse-store";
import { consume } from "@/lib/rate-limits/rate-limit-store";
import { derivedKey } from "@/lib/seal";

/** PBKDF2 rounds a try: slow in native code too, so that a flooder's machine has little advantage over a phone. */
const ROUNDS = 2000;

/** Tries at the limit itself: about half a second of a phone. They grow with the overuse, so a flood's cost squares. */
const BASE_TRIES = 400;

/** Some ten seconds of a phone. */
const MOST_TRIES = 8000;

const LIFETIME_MS = minutes(5);

const secrets = () => ({
  hmacSignatureSecret: derivedKey("browser-proof challenge").toString("hex"),
  hmacKeySignatureSecret: derivedKey("browser-proof solution").toString("hex"),
});

const triesFor = (overused: number) => Math.min(MOST_TRIES, Math.round(BASE_TRIES * overused));

const bound = (address: string) => digest(`browser-proof ${networkOf(address)}`).slice(0, 16);

/**
 * What a browser has to work out so that it is not held back, if it would be: a proof of work (ALTCHA, PBKDF2) that is
 * dearer the more its address, its network or all together ask.
 * @param address the client's, normalised
 * @returns undefined for an address that is not held back
 */
export async function proofChallenge(address: string): Promise<Challenge | undefined> {
  const overused = await overuse(address);
  if (overused < 1) return undefined;
  const tries = triesFor(overused);
  return createChallenge({
    algorithm: "PBKDF2/SHA-256",
    cost: ROUNDS,
    counter: Math.ceil(tries / 2) + randomInt(Math.ceil(tries / 2)),
    data: { tries, from: bound(address) },
    expiresAt: fromNow(LIFETIME_MS),
    deriveKey,
    ...secrets(),
  });
}

const proofShape = z.object({
  challenge: z.object({
    parameters: z.looseObject({ data: z.object({ tries: z.number(), from: z.string() }) }),
    signature: z.string(),
  }),
  solution: z.object({ counter: z.number(), derivedKey: z.string() }),
});

function readProof(posted: string): Payload | undefined {
  try {
    const proof = proofShape.safeParse(JSON.parse(posted));
    return proof.success ? (proof.data as unknown as Payload) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether a posted text is a solved {@link proofChallenge} of this address's network that is not too cheap by now. Each
 * counts once.
 * @param posted JSON of challenge and solution; anything else is no proof
 */
export async function isBrowserProof(posted: string, address: string): Promise<boolean> {
  const proof = posted ? readProof(posted) : undefined;
  const data = proof?.challenge.parameters.data;
  if (!proof || data?.from !== bound(address)) return false;
  const solved = await verifySolution({ ...proof, deriveKey, ...secrets() }).catch(() => undefined);
  if (!solved?.verified) return false;
  // Half of what is asked now is enough for a page that was opened before; challenges kept in store lose their worth.
  if (Number(data.tries) * 2 < triesFor(await overuse(address))) return false;
  return (await consume("proofs", proof.challenge.signature ?? "")).ok;
}
