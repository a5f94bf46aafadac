import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { seconds } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { wakeJob } from "@/lib/db/wake-job";
import { env, overrideEnv } from "@/lib/env";
import type { Jobs } from "@/lib/jobs/job";
import { runJobs } from "@/lib/jobs/run-jobs";
import { log } from "@/lib/observability/log";
import { setUpDatabase } from "@/tests/support/database";
import { openDatabaseDoor } from "@/tests/support/database-door";

/** No turn comes while the test runs. */
const NEVER = "0 0 31 2 *";

setUpDatabase();

describe("the job runner", () => {
  const runs = { "send-mails": 0, "send-webhooks": 0 };
  const stops: (() => Promise<void>)[] = [];
  const count = (name: keyof typeof runs) => ({ at: NEVER, run: async () => void runs[name]++ });
  const start = (jobs: Jobs) => stops.push(runJobs(jobs));
  const wake = (name: keyof typeof runs, inMs = 0) => db().$transaction((tx) => wakeJob(tx, name, inMs));
  const left = () => db().$queryRaw<{ n: number }[]>`SELECT count(*)::int AS n FROM graphile_worker.jobs`;

  beforeEach(async () => {
    await db().$executeRaw`DELETE FROM graphile_worker._private_jobs`;
    Object.assign(runs, { "send-mails": 0, "send-webhooks": 0 });
  });
  afterEach(async () => {
    await Promise.all(stops.splice(0).map((stop) => stop()));
  });

  it("does what is woken once it is committed, whichever server it is, and nothing of what was undone", async () => {
    const jobs = { "send-mails": count("send-mails"), "send-webhooks": count("send-webhooks") };
    for (let server = 0; server < 3; server++) start(jobs);
    await wake("send-mails");
    await expect.poll(() => runs["send-mails"], { timeout: 5000 }).toBe(1);
    const undone = db().$transaction(async (tx) => {
      await wakeJob(tx, "send-webhooks");
      throw new Error("undone");
    });
    await expect(undone).rejects.toThrow("undone");
    await wake("send-mails");
    await expect.poll(() => runs["send-mails"], { timeout: 5000 }).toBe(2);
    await expect.poll(async () => (await left())[0]?.n).toBe(0);
    expect(runs).toEqual({ "send-mails": 2, "send-webhooks": 0 });
  });

  it("does what is woken for later then, and not before", async () => {
    start({ "send-mails": count("send-mails") });
    await wake("send-mails", seconds(2));
    await wake("send-mails");
    await expect.poll(() => runs["send-mails"], { timeout: 5000 }).toBe(1);
    await expect.poll(() => runs["send-mails"], { timeout: 8000 }).toBe(2);
  });

  it("names a job that fails in the log, and does the others and itself again", async () => {
    const said = vi.spyOn(log, "error");
    const fails = {
      at: NEVER,
      run: async () => {
        runs["send-mails"]++;
        throw new TypeError("it cannot");
      },
    };
    start({ "send-mails": fails, "send-webhooks": count("send-webhooks") });
    await wake("send-mails");
    await wake("send-webhooks");
    await expect.poll(() => runs, { timeout: 5000 }).toEqual({ "send-mails": 1, "send-webhooks": 1 });
    await wake("send-mails");
    await expect.poll(() => runs["send-mails"], { timeout: 5000 }).toBe(2);
    expect(said.mock.calls.map(([line]) => line)).toEqual(
      [1, 2].map(() => expect.objectContaining({ job: "send-mails", name: "TypeError", message: "it cannot" })),
    );
    said.mockRestore();
  });

  it("goes on when the database was away while a job ran, and nothing is left in the way", async () => {
    const door = await openDatabaseDoor(env().databaseUrl);
    overrideEnv({ databaseDirectUrl: door.url });
    const gone: (() => void)[] = [];
    try {
      const slow = { at: NEVER, run: () => new Promise<void>((resolve) => gone.push(resolve)) };
      start({ "send-mails": slow, "send-webhooks": count("send-webhooks") });
      await wake("send-mails");
      await expect.poll(() => gone.length, { timeout: 5000 }).toBe(1);
      await door.close();
      gone[0]?.(); // ends while nothing can be written down
      await new Promise((resolve) => setTimeout(resolve, 1500));
      await door.open();
      await wake("send-webhooks");
      await expect.poll(() => runs["send-webhooks"], { timeout: 15_000 }).toBe(1);
    } finally {
      overrideEnv({ databaseDirectUrl: undefined });
      gone.forEach((end) => end());
      await Promise.all(stops.splice(0).map((stop) => stop()));
      await door.close();
    }
  });
});
