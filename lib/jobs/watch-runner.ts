import { setTimeout as wait } from "node:timers/promises";
import type pg from "pg";
import { minutes, seconds, systemClockOffset } from "@/lib/clock";

const LOOK_EVERY_MS = seconds(15);
/** A clock that was set by more than this makes the library do every turn between, or none until then. */
const JUMP_MS = minutes(2);

/**
 * Looks after a runner, which is to be started anew when the clock was set by minutes or when its connections are
 * silent.
 * @returns when told to stop
 * @throws Error that says what is wrong
 */
export async function watchRunner(pool: pg.Pool, stopping: AbortSignal): Promise<void> {
  const offset = systemClockOffset();
  while (!stopping.aborted) {
    await wait(LOOK_EVERY_MS, undefined, { signal: stopping, ref: false }).catch(() => undefined);
    if (stopping.aborted) return;
    if (Math.abs(systemClockOffset() - offset) > JUMP_MS) throw new Error("the clock was set");
    // Its own limits of time end this when nothing comes back.
    await pool.query("SELECT 1");
  }
}
