import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { solveChallenges } from "@/lib/gateway/handshake/solve-challenges";
import { decodeMessage } from "@/lib/octostream/decode-message";
import { testChallenge } from "@/tests/support/plugin";

const folder = path.resolve("lib/octostream/vectors");
const key = createPrivateKey(readFileSync(path.join(folder, "test-rsa-private.pem")));
const solver = solveChallenges(key);
const { text, encrypted } = testChallenge();

describe("printers' challenges", () => {
  afterAll(() => solver.close());

  it("are read as the vectors say", async () => {
    const decoded = decodeMessage(readFileSync(path.join(folder, "handshake-request.bin")));
    const challenge =
      decoded.ok && decoded.message.type === "HandshakeRequest" ? decoded.message.rsaChallenge : undefined;
    const { challengePlaintext } = JSON.parse(readFileSync(path.join(folder, "handshake-request.json"), "utf8")) as {
      challengePlaintext: string;
    };
    expect(await solver.solve(challenge!)).toEqual({ ok: true, text: challengePlaintext });
  });

  it("leave the event loop free while a hundred are read", async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const challenges = Array.from({ length: 100 }, () => testChallenge());
    const before = turns;
    const answers = await Promise.all(challenges.map(({ encrypted }) => solver.solve(encrypted)));
    clearInterval(timer);
    expect(answers).toEqual(challenges.map(({ text }) => ({ ok: true, text })));
    expect(turns).toBeGreaterThan(before + 10);
  });

  it("are answered also after the thread has ended", async () => {
    await solver.close();
    expect(await solver.solve(encrypted)).toEqual({ ok: true, text });
  });

  it("are refused at once where they would wait too long, and read again when the others are done", async () => {
    const one = solveChallenges(key, 1);
    const challenges = Array.from({ length: 2000 }, () => encrypted);
    const before = performance.now();
    const answers = challenges.map(async (challenge) => ({ ...(await one.solve(challenge)), at: performance.now() }));
    const all = await Promise.all(answers);
    const refused = all.filter((answer) => !answer.ok);
    expect(refused.length).toBeGreaterThan(500);
    expect(refused.length).toBeLessThan(1800);
    const lastRefused = Math.max(...refused.map(({ at }) => at));
    const lastRead = Math.max(...all.filter(({ ok }) => ok).map(({ at }) => at));
    expect(lastRefused - before).toBeLessThan(lastRead - before);
    expect(await one.solve(encrypted)).toEqual({ ok: true, text });
    await one.close();
  });
});
