import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { Agent, request } from "node:http";
import readline from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keepConnections } from "@/lib/connections/keep-connections";
import type { MintedConnection } from "@/lib/connections/mint-connection";
import { consentOf, minted, setUpConnectionLife } from "@/lib/connections/test-connection-life";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { basicOf } from "@/tests/support/app-calls";
import { until } from "@/tests/support/plugin";

const CALLERS = 32;
const CUT_EVERY = 100;
/** A thousand take minutes: for those who ask for them. */
const REVOCATIONS = Number(process.env.TEST_REVOCATIONS ?? 300);

type Call = { connectionId: string; begun: number; status: number };

describe("a revocation on another server", () => {
  const life = setUpConnectionLife();
  let kept: ReturnType<typeof keepConnections>;
  let other: ChildProcessWithoutNullStreams;
  let answers: AsyncIterator<string>;

  beforeAll(async () => {
    kept = keepConnections();
    await until("the server hears of changes", () => kept.lease.isAlive());
    other = spawn(process.execPath, ["--import", "tsx", "tests/support/other-server.ts"], {
      env: { ...process.env, DATABASE_URL: env().databaseUrl, AUTH_SECRET: env().authSecret },
    });
    answers = readline.createInterface({ input: other.stdout })[Symbol.asyncIterator]();
  });
  afterAll(async () => {
    other.stdin.end();
    await kept.stop();
  });

  const revokeThere = async (connection: MintedConnection) => {
    other.stdin.write(`${JSON.stringify({ consentId: await consentOf(connection), userId: life.input.userId })}\n`);
    return (await answers.next()).value as string;
  };

  /** Asks for whatever connection is the current one, again and again. */
  const hammer = () => {
    const agent = new Agent({ keepAlive: true, maxSockets: CALLERS });
    const calls: Call[] = [];
    let current: MintedConnection;
    let isOver = false;
    const callOnce = ({ id, url, ...secrets }: MintedConnection) =>
      new Promise<void>((resolve) => {
        const begun = performance.now();
        request(
          {
            agent,
            host: "127.0.0.1",
            port: life.surface.port,
            path: "/api/version",
            headers: { Host: new URL(url).host, Authorization: basicOf({ url, ...secrets }) },
          },
          (response) => {
            calls.push({ connectionId: id, begun, status: response.statusCode ?? 0 });
            response.resume().once("end", resolve);
          },
        )
          .once("error", () => resolve())
          .end();
      });
    const call = async () => {
      while (!isOver) await callOnce(current);
    };
    return {
      on: (connection: MintedConnection) => (current = connection),
      run: () => Promise.all(Array.from({ length: CALLERS }, call)),
      stop: () => (isOver = true),
      /** How often a connection was let through by calls that began after a moment, and before it. */
      count: (id: string, moment: number) => {
        const mine = calls.filter(({ connectionId, status }) => connectionId === id && status === 200);
        const late = mine.filter(({ begun }) => begun > moment).length;
        calls.length = 0;
        return { late, early: mine.length - late };
      },
    };
  };

  it(`lets nothing through that began after its answer, ${REVOCATIONS} times under load`, async () => {
    const load = hammer();
    let running: Promise<unknown> | undefined;
    let [late, early, cuts] = [0, 0, 0];
    for (let round = 0; round < REVOCATIONS; round++) {
      await db().consent.updateMany({ data: { createdAt: new Date(0) } });
      const connection = await minted(await life.again());
      load.on(connection);
      running ??= load.run();
      await until("it is let through", async () => (await life.surface.http(connection)) === 200);
      // In the middle of some of them this server stops to hear of changes.
      if (round % CUT_EVERY === CUT_EVERY - 1 && ++cuts) kept.lease.cut();
      expect(await revokeThere(connection)).toBe("revoked");
      const moment = performance.now();
      expect(await life.surface.http(connection)).toBe(604);
      await new Promise((resolve) => setTimeout(resolve, 2));
      const counted = load.count(connection.id, moment);
      late += counted.late;
      early += counted.early;
    }
    load.stop();
    await running;
    expect([late, cuts]).toEqual([0, REVOCATIONS / CUT_EVERY]);
    expect(early).toBeGreaterThan(REVOCATIONS);
  }, 1_200_000);
});
