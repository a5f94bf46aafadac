import pg from "pg";
import { poolOptions } from "@/lib/db/pool-options";
import { env } from "@/lib/env";
import { count } from "@/lib/observability/counts";
import { log } from "@/lib/observability/log";
import { shared } from "@/lib/shared";

/** How long a page waits for the database before it says that it cannot work now. */
const PATIENCE_MS = 1500;

type Check = { pool?: pg.Pool; running?: Promise<boolean> };

const check = () => shared<Check>("database-check", () => ({}));

// One connection of its own: a check must not wait behind the work of others in the pool.
function openPool(): pg.Pool {
  const pool = new pg.Pool({
    ...poolOptions(env().databaseUrl, 1),
    connectionTimeoutMillis: PATIENCE_MS,
    query_timeout: PATIENCE_MS,
    application_name: "portal-check",
  });
  pool.on("error", () => undefined);
  return pool;
}

/** Whether the database answers now: within 1.5 s. Requests that ask while a check runs share its answer. */
export function databaseAnswers(): Promise<boolean> {
  const state = check();
  state.pool ??= openPool();
  return (state.running ??= state.pool
    .query("SELECT 1")
    .then(
      () => true,
      (error: unknown) => {
        count("database");
        log.error({ reason: error instanceof Error ? error.message : String(error) }, "the database does not answer");
        return false;
      },
    )
    .finally(() => delete state.running));
}

/** Closes the check's connection. */
export async function closeHealthCheck(): Promise<void> {
  const state = check();
  const pool = state.pool;
  delete state.pool;
  await pool?.end().catch(() => undefined);
}
