import pg from "pg";
import { now } from "@/lib/clock";
import { BackupError, writeBackupFile, type BackupRow } from "@/lib/db/backup/backup-file";

/** What a server says of itself while it runs: nobody's data. */
const LEFT_OUT = ["_prisma_migrations", "AccessLease", "RateLimit"];

const AT_ONCE = 1000;

const quoted = (name: string) => pg.escapeIdentifier(name);

async function* rowsOf(client: pg.Client, table: string): AsyncGenerator<BackupRow> {
  await client.query(`DECLARE rows NO SCROLL CURSOR FOR SELECT to_jsonb(t)::text AS json FROM ${quoted(table)} t`);
  for (;;) {
    const { rows } = await client.query<{ json: string }>(`FETCH ${AT_ONCE} FROM rows`);
    for (const { json } of rows) yield { table, json };
    if (rows.length < AT_ONCE) break;
  }
  await client.query("CLOSE rows");
}

async function* allRows(client: pg.Client): AsyncGenerator<BackupRow> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL($1) ORDER BY 1`,
    [LEFT_OUT],
  );
  for (const { name } of rows) yield* rowsOf(client, name);
}

/**
 * Writes everything in the database to a file, as it was at one moment, also while servers work with it.
 * @returns how many rows
 */
export async function writeBackup(databaseUrl: string, file: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query("SET search_path = public");
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const { rows: there } = await client.query<{ here: boolean }>(
      `SELECT to_regclass('public."User"') IS NOT NULL AS here`,
    );
    if (!there[0]?.here) throw new BackupError("The portal's tables are not in the schema public of this database.");
    const migrations = await client.query<{ name: string }>(
      `SELECT migration_name AS name FROM _prisma_migrations
       WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY 1`,
    );
    const sequences = await client.query<{ name: string; value: string }>(
      `SELECT sequencename AS name, last_value::text AS value FROM pg_sequences
       WHERE schemaname = 'public' AND last_value IS NOT NULL`,
    );
    const head = {
      madeAt: now().toISOString(),
      migrations: migrations.rows.map(({ name }) => name),
      sequences: Object.fromEntries(sequences.rows.map(({ name, value }) => [name, value])),
    };
    return await writeBackupFile(file, head, allRows(client));
  } finally {
    await client.end().catch(() => undefined);
  }
}
