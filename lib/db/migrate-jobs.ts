import { Logger, runMigrations } from "graphile-worker";
import pg from "pg";
import { DatabaseError } from "@/lib/db/database-error";
import { WOKEN_JOBS } from "@/lib/db/wake-job";

/** `insufficient_privilege` */
const NOT_ALLOWED = "42501";

const silent = new Logger(() => () => undefined);

function sentenceAbout(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  const way = "The tables of the jobs (schema graphile_worker) could not be made or changed:";
  if (code !== NOT_ALLOWED) return `${way} ${message ?? String(error)}`;
  return `${way} the database's user may not. Let it own the database, or GRANT CREATE ON DATABASE to it.`;
}

/**
 * Makes or updates the tables of the job runner, in a schema of their own. Servers that start together come one after
 * the other.
 * @throws DatabaseError with a sentence for the person who started the program
 */
export async function migrateJobs(databaseUrl: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2, connectionTimeoutMillis: 10_000 });
  pool.on("error", () => undefined).on("connect", (client) => client.on("error", () => undefined));
  try {
    await runMigrations({ pgPool: pool, logger: silent });
    // Each name is there before the first transaction writes it: two that were the first would wait for each other.
    for (const name of WOKEN_JOBS)
      await pool.query("SELECT graphile_worker.add_job($1, job_key => $1, max_attempts => 1)", [name]);
  } catch (error) {
    throw new DatabaseError(sentenceAbout(error));
  } finally {
    await pool.end().catch(() => undefined);
  }
}
