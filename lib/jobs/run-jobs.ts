import { setTimeout as wait } from "node:timers/promises";
import { Logger, parseCronItems, run, type Runner, type TaskList } from "graphile-worker";
import pg from "pg";
import { seconds } from "@/lib/clock";
import { poolOptions } from "@/lib/db/pool-options";
import { env } from "@/lib/env";
import type { Jobs } from "@/lib/jobs/job";
import { onceAtATime } from "@/lib/jobs/once-at-a-time";
import { watchRunner } from "@/lib/jobs/watch-runner";
import { log } from "@/lib/observability/log";
import { recordFault } from "@/lib/observability/record-fault";

/** Jobs that one server does at once. */
const AT_ONCE = 4;
/** How soon a job is found that was announced while nothing was heard: behind a pooler nothing ever is. */
const LOOK_EVERY_MS = seconds(2);
const AGAIN_MS = seconds(1);
/** A job that is under way when the server stops is claimed row by row: what it left is done by the next one. */
const STOP_PATIENCE_MS = seconds(5);

// What the library says of a job holds what the job was given: only the sentence is taken over.
const toLog = new Logger(() => (level, message) => {
  if (level === "error" || level === "warning") log.warn({ from: "jobs" }, message.split("\n", 1)[0]?.slice(0, 300));
});

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 300);

function openPool(): pg.Pool {
  const { databaseDirectUrl, databaseUrl } = env();
  const pool = new pg.Pool({
    ...poolOptions(databaseDirectUrl ?? databaseUrl, AT_ONCE + 2),
    application_name: "portal-jobs",
  });
  return pool.on("error", () => undefined).on("connect", (client) => client.on("error", () => undefined));
}

const tasksOf = (jobs: Jobs): TaskList =>
  Object.fromEntries(
    Object.entries(jobs).map(([job, { run }]) => [job, onceAtATime(run, (error) => recordFault(error, { job }))]),
  );

// A turn that was not taken when the next one comes is taken once; one that was missed is not made up for.
const turnsOf = (jobs: Jobs) =>
  parseCronItems(
    Object.entries(jobs).map(([task, { at }]) => ({
      task,
      match: at,
      options: { jobKey: task, maxAttempts: 1, backfillPeriod: 0 },
    })),
  );

/**
 * A turn in the future would keep the job from its turns until then: some server's clock was ahead once, perhaps this
 * one's.
 */
const forgetFutureTurns = (pool: pg.Pool) =>
  pool.query(`UPDATE graphile_worker._private_known_crontabs SET last_execution = NULL
    WHERE last_execution > now() + interval '2 minutes'`);

async function end(runner: Runner, pool: pg.Pool): Promise<void> {
  const stopped = runner.stop().catch(() => undefined);
  await Promise.race([stopped, wait(STOP_PATIENCE_MS, undefined, { ref: false })]);
  await Promise.race([pool.end().catch(() => undefined), wait(AGAIN_MS, undefined, { ref: false })]);
}

/** Runs jobs until told to stop, or until something is wrong with that. */
async function runUntil(stopping: AbortSignal, tasks: TaskList, jobs: Jobs): Promise<void> {
  const pool = openPool();
  let runner: Runner | undefined;
  try {
    runner = await run({
      pgPool: pool,
      taskList: tasks,
      parsedCronItems: turnsOf(jobs),
      concurrency: AT_ONCE,
      pollInterval: LOOK_EVERY_MS,
      noHandleSignals: true,
      noPreparedStatements: true,
      logger: toLog,
      // Otherwise the library leaves a rejection behind, which ends the process, when a job ends while the database is
      // away. So the runner ends instead, and is started anew.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    });
    await forgetFutureTurns(pool);
    await Promise.race([runner.promise, watchRunner(pool, stopping)]);
  } finally {
    if (runner) await end(runner, pool);
    else await pool.end().catch(() => undefined);
  }
}

/**
 * Does jobs at their times, each once, however many servers are on the database, and those that are woken (`wakeJob`)
 * at once. A job that fails is logged with its name; it and all others go on. While the database is away nothing is
 * done, and all goes on when it is back.
 * @returns stops it; jobs under way have five seconds to end
 */
export function runJobs(jobs: Jobs): () => Promise<void> {
  const stopping = new AbortController();
  const tasks = tasksOf(jobs);
  const running = (async () => {
    while (!stopping.signal.aborted) {
      await runUntil(stopping.signal, tasks, jobs).catch((error: unknown) =>
        log.warn({ message: messageOf(error) }, "jobs are not done now: trying again"),
      );
      await wait(AGAIN_MS, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
    }
  })();
  return async () => {
    stopping.abort();
    await running;
  };
}
