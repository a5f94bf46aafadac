import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { seconds } from "@/lib/clock";
import { BackupError, readBackupFile, type BackupHead, type BackupRow } from "@/lib/db/backup/backup-file";
import { applyMigrations, BEFORE_RESTORE } from "@/lib/db/migrate";
import { migrationsFolder } from "@/lib/db/migrations-folder";
import { readMigrations } from "@/lib/db/read-migrations";

/** The tables that were there, until the others are whole. */
const BEFORE = BEFORE_RESTORE;
const AT_ONCE = 500;
/** Bytes of rows that are sent together. */
const MOST_BYTES = 4 * 1024 * 1024;

const quoted = (name: string) => pg.escapeIdentifier(name);

/** Rows refer to each other in circles: while they come, nothing is checked and nothing is set off by them. */
async function liftRules(client: pg.Client): Promise<() => Promise<void>> {
  const { rows: keys } = await client.query<{ table: string; name: string; text: string }>(
    `SELECT c.conrelid::regclass::text AS "table", quote_ident(c.conname) AS name, pg_get_constraintdef(c.oid) AS text
     FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace WHERE c.contype = 'f' AND n.nspname = 'public'`,
  );
  const { rows: tables } = await client.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
  );
  for (const { table, name } of keys) await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
  for (const { name } of tables) await client.query(`ALTER TABLE ${quoted(name)} DISABLE TRIGGER USER`);
  return async () => {
    for (const { table, name, text } of keys) await client.query(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${text}`);
    for (const { name } of tables) await client.query(`ALTER TABLE ${quoted(name)} ENABLE TRIGGER USER`);
  };
}

/** Sends rows in lots, each of one table. */
class RowWriter {
  private table = "";
  private lot: string[] = [];
  private bytes = 0;

  constructor(private readonly client: pg.Client) {}

  async add({ table, json }: BackupRow): Promise<void> {
    if (table !== this.table || this.lot.length === AT_ONCE || this.bytes > MOST_BYTES) await this.flush();
    this.table = table;
    this.lot.push(json);
    this.bytes += json.length;
  }

  async flush(): Promise<void> {
    const { table, lot } = this;
    this.lot = [];
    this.bytes = 0;
    if (lot.length === 0) return;
    await this.client.query(
      `INSERT INTO ${quoted(table)} SELECT * FROM jsonb_populate_recordset(NULL::${quoted(table)}, $1::jsonb)`,
      [`[${lot.join(",")}]`],
    );
  }
}

async function load(client: pg.Client, file: string, { sequences }: BackupHead): Promise<void> {
  await client.query("BEGIN");
  const putRulesBack = await liftRules(client);
  // Some migrations bring rows of their own: those of the backup count.
  const { rows } = await client.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'`,
  );
  for (const { name } of rows) await client.query(`DELETE FROM ${quoted(name)}`);
  const writer = new RowWriter(client);
  await readBackupFile(file, (row) => writer.add(row));
  await writer.flush();
  for (const [name, value] of Object.entries(sequences))
    await client.query("SELECT setval($1::regclass, $2::bigint)", [`public.${quoted(name)}`, value]);
  await putRulesBack();
  await client.query("COMMIT");
}

const hasSchema = async (client: pg.Client, name: string) =>
  ((await client.query("SELECT 1 FROM pg_namespace WHERE nspname = $1", [name])).rowCount ?? 0) > 0;

/** Puts the tables that were there back, when something went wrong. */
async function takeBack(client: pg.Client): Promise<void> {
  await client.query("ROLLBACK").catch(() => undefined);
  if (!(await hasSchema(client, BEFORE))) return;
  await client.query("DROP SCHEMA IF EXISTS public CASCADE");
  await client.query(`ALTER SCHEMA ${BEFORE} RENAME TO public`);
}

/** Whether somebody's data is in the database. */
async function holdsData(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>(`SELECT to_regclass('public."User"') IS NOT NULL AS there`);
  if (!rows[0]?.there) return false;
  return ((await client.query(`SELECT 1 FROM "User" UNION ALL SELECT 1 FROM "Printer" LIMIT 1`)).rowCount ?? 0) > 0;
}

/** Every table that a version of this program had. */
const ownTables = () => [
  "_prisma_migrations",
  ...readMigrations(migrationsFolder()).flatMap(({ sql }) =>
    [...sql.matchAll(/(?:CREATE TABLE|RENAME TO) "(\w+)"/g)].map(([, name]) => name),
  ),
];

/** @throws BackupError with a sentence when this database is not to be replaced */
async function checkTarget(client: pg.Client, replace: boolean): Promise<void> {
  const { rows: foreign } = await client.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL($1)`,
    [ownTables()],
  );
  if (foreign.length > 0)
    throw new BackupError(`Another program's table is in this database (${foreign[0]?.name}). Nothing was changed.`);
  if (!replace && (await holdsData(client)))
    throw new BackupError("There are people or printers in this database. To lose them, add --replace.");
}

/** Whether a server gives a sign of life: each writes one every half second. */
async function isServed(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>(`SELECT to_regclass('"AccessLease"') IS NOT NULL AS there`);
  if (!rows[0]?.there) return false;
  const beats = async () =>
    (await client.query<{ beats: string }>(`SELECT coalesce(sum("beat"), 0)::text AS beats FROM "AccessLease"`)).rows[0]
      ?.beats;
  const before = await beats();
  await wait(seconds(2));
  return (await beats()) !== before;
}

/** @throws BackupError when this program is older than the one that made the backup */
function checkMigrations({ migrations }: BackupHead): void {
  const known = new Set(readMigrations(migrationsFolder()).map(({ name }) => name));
  const unknown = migrations.filter((name) => !known.has(name));
  if (unknown.length > 0)
    throw new BackupError(
      `The backup was made by a newer version of this program (${unknown[0]}). Nothing was changed.`,
    );
}

/**
 * Makes the database what it was when a backup was made. While it is at work no server may use the database. When it
 * fails, at whatever point, the database stays what it was, or becomes that again with the next try.
 * @param replace also where there are people or printers, who are lost
 * @returns how many rows
 * @throws BackupError with a sentence; nothing was changed then
 */
export async function restoreBackup(databaseUrl: string, file: string, replace: boolean): Promise<number> {
  const { head, rows } = await readBackupFile(file, () => undefined);
  checkMigrations(head);
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on("error", () => undefined);
  await client.connect();
  let isAside = false;
  try {
    await client.query("SET search_path = public");
    if (await isServed(client))
      throw new BackupError("A server works with this database, on this machine or another. Stop all of them first.");
    // No server has started since that try: see applyMigrations.
    if (await hasSchema(client, BEFORE)) await takeBack(client);
    await checkTarget(client, replace);
    await client.query(`BEGIN; ALTER SCHEMA public RENAME TO ${BEFORE}; CREATE SCHEMA public; COMMIT`);
    isAside = true;
    await applyMigrations(databaseUrl, migrationsFolder(), new Set(head.migrations));
    await load(client, file, head);
    await client.query(`DROP SCHEMA ${BEFORE} CASCADE`);
    return rows;
  } catch (error) {
    if (isAside) await takeBack(client);
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}
