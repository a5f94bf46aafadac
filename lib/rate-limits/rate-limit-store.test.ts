import { fork } from "node:child_process";
import { afterEach, describe, expect, it, vi } from "vitest";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { env } from "@/lib/env";
import { randomToken } from "@/lib/random";
import { LIMITS, type LimitName } from "@/lib/rate-limits/limits";
import { resetLimit, giveBack, sweepLimits, consume, consumeAll } from "@/lib/rate-limits/rate-limit-store";
import { setUpDatabase } from "@/tests/support/database";

/** Takes points in a process of its own. @returns how many it got */
function takeElsewhere(name: LimitName, subject: string, times: number): Promise<number> {
  const child = fork("tests/support/consume.ts", [name, subject, String(times)], {
    execArgv: ["--import", "tsx"],
    env: { PATH: process.env.PATH, NODE_ENV: "test", DATABASE_URL: env().databaseUrl, DATA_DIR: env().dataDir },
  });
  return new Promise((resolve, reject) => {
    child.once("message", (count) => resolve(Number(count)));
    child.once("exit", (code) => reject(new Error(`it ended with ${code}`)));
  });
}

/** Moves the library's clock, which is the system's. */
const at = (ms: number) => vi.setSystemTime(ms);

describe("rate limits", () => {
  setUpDatabase();
  afterEach(() => void vi.useRealTimers());

  it("let exactly their points through, also under parallel requests", async () => {
    const subject = randomToken(8);
    const answers = await Promise.all(Array.from({ length: 30 }, () => consume("linkingGuessesPerAccount", subject)));
    expect(answers.filter((answer) => answer.ok)).toHaveLength(LIMITS.linkingGuessesPerAccount.points);
    expect(answers.filter((answer) => !answer.ok && answer.firstRejection)).toHaveLength(1);
  });

  it("are one budget for several servers, under parallel requests of all of them", async () => {
    const subject = randomToken(8);
    const counts = await Promise.all([
      takeElsewhere("linkingCodesPerPrinter", subject, 15),
      takeElsewhere("linkingCodesPerPrinter", subject, 15),
      takeElsewhere("linkingCodesPerPrinter", subject, 15),
    ]);
    expect(counts.reduce((sum, count) => sum + count)).toBe(LIMITS.linkingCodesPerPrinter.points);
    expect(await consume("linkingCodesPerPrinter", subject)).toMatchObject({ ok: false });
  });

  it("say when to try again", async () => {
    const subject = randomToken(8);
    for (let index = 0; index < LIMITS.linkingGuessesPerAccount.points; index++)
      await consume("linkingGuessesPerAccount", subject);
    const answer = await consume("linkingGuessesPerAccount", subject);
    expect(!answer.ok && answer.retryAfterSeconds).toBeGreaterThan(60);
    expect(!answer.ok && answer.retryAfterSeconds).toBeLessThanOrEqual(LIMITS.linkingGuessesPerAccount.windowMs / 1000);
  });

  it("count each subject by itself, give points back, and start anew after a reset", async () => {
    const [one, other] = [randomToken(8), randomToken(8)];
    const all = () => Promise.all(Array.from({ length: 6 }, () => consume("linkingGuessesPerAccount", one)));
    await all();
    expect(await consume("linkingGuessesPerAccount", other)).toEqual({ ok: true });
    await resetLimit("linkingGuessesPerAccount", one);
    expect(await consume("linkingGuessesPerAccount", one)).toEqual({ ok: true });
    await giveBack("linkingGuessesPerAccount", one);
    expect((await all()).filter((answer) => answer.ok)).toHaveLength(5);
  });

  it("start anew once their window has passed", async () => {
    const subject = randomToken(8);
    const start = Date.now();
    vi.useFakeTimers({ toFake: ["Date"], now: start });
    for (let index = 0; index < 30; index++) expect(await consume("infoPerConnection", subject)).toEqual({ ok: true });
    at(start + LIMITS.infoPerConnection.windowMs - 1);
    expect(await consume("infoPerConnection", subject)).toMatchObject({ ok: false, retryAfterSeconds: 1 });
    at(start + LIMITS.infoPerConnection.windowMs);
    expect(await consume("infoPerConnection", subject)).toEqual({ ok: true });
  });

  it("take nothing from a wide limit that others share once a narrow one is used up", async () => {
    const [sender, mailbox] = [randomToken(8), randomToken(8)];
    for (let index = 0; index < 100; index++)
      await consumeAll([
        ["codesTriedPerMailboxAndNetwork", `${mailbox} ${sender}`],
        ["codesTriedPerMailbox", mailbox],
      ]);
    expect(
      await consumeAll([
        ["codesTriedPerMailboxAndNetwork", `${mailbox} another`],
        ["codesTriedPerMailbox", mailbox],
      ]),
    ).toEqual({ ok: true });
  });

  it("let an app that asks every ten seconds go on for good, however early or late it is by a fifth", async () => {
    const subject = randomToken(8);
    let time = Date.now();
    vi.useFakeTimers({ toFake: ["Date"], now: time });
    for (let poll = 0; poll < 600; poll++) {
      at((time += 8000 + ((poll * 7919) % 4001)));
      expect(await consume("gadgetPerConnection", subject), `poll ${poll}`).toEqual({ ok: true });
    }
    for (let poll = 0; poll < 200; poll++) {
      at((time += 9900));
      expect(await consume("gadgetPerConnection", subject), `early poll ${poll}`).toEqual({ ok: true });
    }
  });

  it("stop an app that asks every second, and let four through at once", async () => {
    const subject = randomToken(8);
    const start = Date.now();
    vi.useFakeTimers({ toFake: ["Date"], now: start });
    const answers = [];
    for (let second = 0; second < 30; second++) {
      at(start + second * 1000);
      answers.push((await consume("gadgetPerConnection", subject)).ok);
    }
    expect(answers.slice(0, 5)).toEqual([true, true, true, true, false]);
    expect(answers.filter(Boolean)).toHaveLength(6);
  });

  it("leave no rows behind of windows that have passed", async () => {
    await consume("infoPerConnection", "passed");
    await db().rateLimit.updateMany({ data: { expire: new Date(Date.now() - 1000) } });
    await consume("infoPerConnection", "running");
    await sweepLimits();
    expect((await db().rateLimit.findMany()).map(({ key }) => key)).toEqual([
      `infoPerConnection:${digest("running").slice(0, 32)}`,
    ]);
  });

  it("store no address, only its digest", async () => {
    await consume("codesSentPerMailbox", "robin@example.org");
    expect(JSON.stringify(await db().rateLimit.findMany())).not.toContain("robin");
  });
});
