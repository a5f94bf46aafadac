import { solveChallenge, type Challenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/pbkdf2";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { minutes, moveClock } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { overrideEnv } from "@/lib/env";
import { ADDRESS_LIMITS } from "@/lib/rate-limits/address-limits";
import { isBrowserProof, proofChallenge } from "@/lib/rate-limits/browser-proof";
import { setUpDatabase } from "@/tests/support/database";

const HOME = "203.0.113.7";
const NEIGHBOR = "203.0.113.8";
const STRANGER = "203.0.114.7";

/** Uses up what an address may send, some times over. */
async function overdo(address: string, times: number): Promise<void> {
  const key = `codesSentPerAddress:${digest(address).slice(0, 32)}`;
  const points = ADDRESS_LIMITS.codesSentPerAddress.points * times;
  const expire = new Date(Date.now() + 60_000);
  await db().rateLimit.upsert({ where: { key }, create: { key, points, expire }, update: { points } });
}

async function challengeOf(address: string): Promise<Challenge> {
  const challenge = await proofChallenge(address);
  if (!challenge) throw new Error("no challenge");
  return challenge;
}

const solve = async (challenge: Challenge) =>
  JSON.stringify({ challenge, solution: await solveChallenge({ challenge, deriveKey }) });

const triesOf = (challenge: Challenge) => Number(challenge.parameters.data?.tries);

describe("a proof of a browser", () => {
  setUpDatabase();
  overrideEnv({ mode: "production" });
  afterEach(async () => {
    moveClock(0);
    await db().rateLimit.deleteMany();
  });

  it("is asked of nobody whose address is not held back", async () => {
    expect(await proofChallenge(HOME)).toBeUndefined();
    await overdo(HOME, 0.9);
    expect(await proofChallenge(HOME)).toBeUndefined();
  });

  it("counts once, also under parallel posts, and wherever in its network the phone is by then", async () => {
    await overdo(HOME, 1);
    const proof = await solve(await challengeOf(HOME));
    expect(await isBrowserProof(proof, STRANGER)).toBe(false);
    const answers = await Promise.all(Array.from({ length: 20 }, () => isBrowserProof(proof, NEIGHBOR)));
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await isBrowserProof(proof, HOME)).toBe(false);
  });

  it("is dearer the more was asked, up to some seconds of a phone", async () => {
    const tries = [];
    for (const times of [1, 2, 10, 20, 1000]) {
      await overdo(HOME, times);
      tries.push(triesOf(await challengeOf(HOME)));
    }
    expect(tries).toEqual([400, 800, 4000, 8000, 8000]);
  });

  it("is worth nothing once the price has more than doubled: none are kept in store", async () => {
    await overdo(HOME, 1);
    const [first, second] = [await solve(await challengeOf(HOME)), await solve(await challengeOf(HOME))];
    await overdo(HOME, 2);
    expect(await isBrowserProof(first, HOME)).toBe(true);
    await overdo(HOME, 2.1);
    expect(await isBrowserProof(second, HOME)).toBe(false);
  });

  it("lives five minutes", async () => {
    await overdo(HOME, 1);
    moveClock(-minutes(6));
    const old = await challengeOf(HOME);
    moveClock(0);
    expect(await isBrowserProof(await solve(old), HOME)).toBe(false);
  });

  it("cannot be made cheaper, moved to another network, given more time, or guessed", async () => {
    await overdo(HOME, 1);
    const challenge = await challengeOf(HOME);
    const { parameters, signature } = challenge;
    const forgeries: Challenge[] = [
      { ...challenge, parameters: { ...parameters, cost: 1, keyPrefix: "00" } },
      { ...challenge, parameters: { ...parameters, data: { ...parameters.data, tries: 8000 } } },
      { ...challenge, parameters: { ...parameters, expiresAt: 9_999_999_999 } },
      { ...challenge, parameters, signature: `${signature?.slice(1)}0` },
    ];
    for (const forged of forgeries) {
      const solution = await solveChallenge({ challenge: forged, deriveKey });
      expect(solution).not.toBeNull();
      expect(await isBrowserProof(JSON.stringify({ challenge: forged, solution }), HOME)).toBe(false);
    }
    const guess = { counter: 1, derivedKey: parameters.keyPrefix.padEnd(64, "0") };
    expect(await isBrowserProof(JSON.stringify({ challenge, solution: guess }), HOME)).toBe(false);
  });

  it("is no other text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (text) => {
        expect(await isBrowserProof(text, HOME)).toBe(false);
      }),
    );
  });
});
