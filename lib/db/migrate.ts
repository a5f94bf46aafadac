import { randomUUID } from "node:crypto";
import pg from "pg";
import { DatabaseError } from "@/lib/db/database-error";
import { migrationsFolder } from "@/lib/db/migrations-folder";
import { readMigrations, type Migration } from "@/lib/db/read-migrations";
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

/** Schema of the tables that were there, while a backup is restored. */
export const BEFORE_RESTORE = "before_restore";

const HALF_RESTORED =
  "A restore was cut off before it was whole. Nothing is lost: run npm run restore again, with that file or another.";

type Recorded = { migration_name: string; checksum: string; finished_at: Date | null };

/**
 * Runs one migration and its record in one transaction: a failed one leaves nothing behind and is tried again next
 * time.
 */
async function applyOne(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query("BEGIN");
  try {
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw new DatabaseError(`The migration ${name} failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const short = (checksum: string) => checksum.slice(0, 12);

function changedSentence({ name, checksum }: Migration, recorded: string): string {
  return [
    `The migration ${name} was applied to this database with another text:`,
    `recorded is ${short(recorded)}, found is ${short(checksum)} (SHA-256).`,
    "Its tables may differ from what this program expects, so nothing was changed and the start ends here.",
    "Start the version of the program that this database was made with, or use a database or backup of this version;",
    "data of evaluation mode can be deleted with its folder (DATA_DIR).",
    "Once you have made sure that the tables agree (npx prisma migrate diff):",
    `npm run database -- accept migration ${name}`,
  ].join(" ");
}

/**
 * What the database knows is held against what the program has, before anything is applied.
 * @throws DatabaseError when an applied migration has another text now, or one was left half done
 */
function compareHistory(recorded: Recorded[], migrations: Migration[]): void {
  const unfinished = recorded.find((row) => row.finished_at === null);
  if (unfinished)
    throw new DatabaseError(
      `The migration ${unfinished.migration_name} failed earlier: settle it with "npx prisma migrate resolve".`,
    );
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of recorded) {
    const migration = known.get(row.migration_name);
    if (migration && !migration.alike.includes(row.checksum))
      throw new DatabaseError(changedSentence(migration, row.checksum));
  }
  // Where migrations only add, an older program beside a newer one works: so several servers are updated in turn.
  const newer = recorded.map((row) => row.migration_name).filter((name) => !known.has(name));
  if (newer.length)
    log.warn(
      { migrations: newer },
      "the database was changed by a newer version of this program: update this one soon",
    );
}

async function applyPending(
  client: pg.Client,
  migrations: Migration[],
  only: ReadonlySet<string> | undefined,
): Promise<string[]> {
  const half = await client.query("SELECT 1 FROM pg_namespace WHERE nspname = $1", [BEFORE_RESTORE]);
  if (!only && half.rowCount) throw new DatabaseError(HALF_RESTORED);
  await client.query("SET client_min_messages TO warning");
  await client.query(HISTORY);
  const { rows } = await client.query<Recorded>(
    "SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL",
  );
  compareHistory(rows, migrations);
  const applied = new Set(rows.map((row) => row.migration_name));
  const last =
    rows
      .map((row) => row.migration_name)
      .sort()
      .at(-1) ?? "";
  const pending = migrations.filter(({ name }) => !applied.has(name) && (only?.has(name) ?? true));
  for (const migration of pending) {
    // As Prisma does it. In a release this cannot happen: new ones come behind those that have landed (landed.json).
    if (migration.name < last)
      log.warn({ migration: migration.name, after: last }, "a migration is applied behind a later one");
    await applyOne(client, migration);
  }
  return pending.map(({ name }) => name);
}

/**
 * Applies `prisma/migrations` in the order of their names, without Prisma's engine. Of several instances that start
 * together one applies and the others wait.
 * @param databaseUrl a PostgreSQL address @param only those of these names, as an older version had them
 * @returns the names of those applied now
 * @throws DatabaseError with the migration's name and the database's sentence, also when one that was applied was
 * changed
 */
export function applyMigrations(
  databaseUrl: string,
  folder = migrationsFolder(),
  only?: ReadonlySet<string>,
): Promise<string[]> {
  return underLock(databaseUrl, (client) => applyPending(client, readMigrations(folder), only));
}

/**
 * Records the present text of a migration as the one that was applied, for an operator who has made sure that the
 * tables
 * agree with it. Changes no table. @returns false when the program has no such migration or the database never had it
 */
export function acceptMigration(databaseUrl: string, name: string, folder = migrationsFolder()): Promise<boolean> {
  return underLock(databaseUrl, async (client) => {
    const migration = readMigrations(folder).find((one) => one.name === name);
    if (!migration) return false;
    await client.query(HISTORY);
    const accepted = await client.query(
      "UPDATE _prisma_migrations SET checksum = $1 WHERE migration_name = $2 AND rolled_back_at IS NULL",
      [migration.checksum, name],
    );
    return (accepted.rowCount ?? 0) > 0;
  });
}

/** Does something while no other server and no engine of Prisma's changes the tables. */
async function underLock<Done>(databaseUrl: string, act: (client: pg.Client) => Promise<Done>): Promise<Done> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  client.on("error", () => undefined);
  await client.connect().catch((error: Error) => {
    throw new DatabaseError(`The database does not answer: ${error.message || String(error)}`);
  });
  try {
    // Held by the connection, so it ends with it, whatever happens.
    await client.query("SELECT pg_advisory_lock($1)", [LOCK]);
    return await act(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
