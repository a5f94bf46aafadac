import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { DatabaseError } from "@/lib/db/database-error";
import { migrationsFolder } from "@/lib/db/migrations-folder";
import { log } from "@/lib/observability/log";

/** The number Prisma's own engine locks with, so that neither runs beside the other. */
const LOCK = 72707369;

/** Prisma's table, column for column, so that `prisma migrate status` and `deploy` agree with what was done here. */
const HISTORY = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id                  VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum            VARCHAR(64) NOT NULL,
  finished_at         TIMESTAMPTZ,
  migration_name      VARCHAR(255) NOT NULL,
  logs                TEXT,
  rolled_back_at      TIMESTAMPTZ,
  started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

type Migration = { name: string; sql: string; checksum: string };
type Recorded = { migration_name: string; checksum: string; finished_at: Date | null };

const readMigrations = (folder: string): Migration[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(path.join(folder, name, "migration.sql"));
      return { name, sql: sql.toString("utf8"), checksum: createHash("sha256").update(sql).digest("hex") };
    });

/** Runs one migration and its record in one transaction: a failed one leaves nothing behind and is tried again next time. */
async function applyOne(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query("BEGIN");
  try {
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw new DatabaseError(`The migration ${name} failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function applyPending(client: pg.Client, migrations: Migration[]): Promise<string[]> {
  await client.query("SET client_min_messages TO warning");
  await client.query(HISTORY);
  const { rows } = await client.query<Recorded>("SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL");
  const unfinished = rows.find((row) => row.finished_at === null);
  if (unfinished) throw new DatabaseError(`The migration ${unfinished.migration_name} failed earlier: settle it with "npx prisma migrate resolve".`);
  const known = new Map(rows.map((row) => [row.migration_name, row.checksum]));
  const applied: string[] = [];
  for (const migration of migrations) {
    const checksum = known.get(migration.name);
    if (checksum === undefined) {
      await applyOne(client, migration);
      applied.push(migration.name);
    } else if (checksum !== migration.checksum) {
      log.warn({ migration: migration.name }, "a migration was changed after it had been applied");
    }
  }
  return applied;
}

/**
 * Applies `prisma/migrations` in the order of their names, without Prisma's engine. Of several instances that start
 * together one applies and the others wait.
 * @param databaseUrl a PostgreSQL address
 * @returns the names of those applied now
 * @throws DatabaseError with the migration's name and the database's sentence
 */
export async function applyMigrations(databaseUrl: string, folder = migrationsFolder()): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  client.on("error", () => undefined);
  await client.connect().catch((error: Error) => {
    throw new DatabaseError(`The database does not answer: ${error.message || String(error)}`);
  });
  try {
    // Held by the connection, so it ends with it, whatever happens.
    await client.query("SELECT pg_advisory_lock($1)", [LOCK]);
    return await applyPending(client, readMigrations(folder));
  } finally {
    await client.end().catch(() => undefined);
  }
}
