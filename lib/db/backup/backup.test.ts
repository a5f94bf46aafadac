import { mkdtempSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mintConnection } from "@/lib/connections/mint-connection";
import { atConsent } from "@/lib/connections/test-connection-life";
import { restoreBackup } from "@/lib/db/backup/restore-backup";
import { writeBackup } from "@/lib/db/backup/write-backup";
import { applyMigrations } from "@/lib/db/migrate";
import { env } from "@/lib/env";
import { setUpDatabase } from "@/tests/support/database";
import { dropDatabase, newDatabase, newMigratedDatabase } from "@/tests/support/new-database";
import { someAccount, someApp, somePrinter } from "@/tests/support/world";

/** Everything in a database that a person, an app or the next version could miss. */
async function contents(url: string): Promise<Record<string, unknown>> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  const all = async (sql: string) => (await client.query<{ a: string }>(sql)).rows.map(({ a }) => a);
  const tables = await all(`SELECT tablename AS a FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`);
  const found: Record<string, unknown> = {};
  for (const table of tables.filter((name) => !["_prisma_migrations", "AccessLease", "RateLimit"].includes(name)))
    found[table] = await all(`SELECT to_jsonb(t)::text AS a FROM "${table}" t ORDER BY 1`);
  found.rules = await all(
    `SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) || convalidated::text AS a
     FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1`,
  );
  found.triggers = await all(
    `SELECT tgrelid::regclass || ' ' || tgname || ' ' || tgenabled::text AS a
     FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1`,
  );
  found.counters = await all(
    `SELECT sequencename || ' ' || coalesce(last_value, 0)::text AS a
     FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1`,
  );
  found.migrations = await all("SELECT migration_name AS a FROM _prisma_migrations ORDER BY 1");
  found.schemas = await all("SELECT nspname AS a FROM pg_namespace WHERE nspname = 'before_restore'");
  await client.end();
  return found;
}

describe("a backup", () => {
  setUpDatabase();
  const folder = mkdtempSync(path.join(tmpdir(), "backup-"));
  const file = path.join(folder, "portal.gz");
  const others: string[] = [];
  let before: Record<string, unknown>;
  const url = () => env().databaseUrl ?? "";
  const another = async (make: (whose: string) => Promise<string>) => {
    others.push(await make("restore"));
    return others.at(-1)!;
  };
  beforeAll(async () => {
    const { id: userId } = await someAccount({ supporter: true });
    const { printer } = await somePrinter({ ownerId: userId, name: "Wörkshöp\t“one”\n2 🖨\u2028\u2029\u0085" });
    const { id: appId } = await someApp();
    // Consent and its winning connection refer to each other.
    expect(await mintConnection(await atConsent({ userId, printerId: printer.id, appId }))).toMatchObject({ ok: true });
    await writeBackup(url(), file);
    before = await contents(url());
  });
  afterAll(async () => void (await Promise.all(others.map(dropDatabase))));

  /** The same backup with its text changed. */
  const changed = (name: string, change: (text: string) => string) => {
    const other = path.join(folder, name);
    writeFileSync(other, gzipSync(change(gunzipSync(readFileSync(file)).toString("utf8"))));
    return other;
  };

  it("can be read by its owner alone, and takes the place of no file", async () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await expect(writeBackup(url(), file)).rejects.toMatchObject({ code: "EEXIST" });
  });

  it("makes an empty database the same: rows, rules, triggers, counters, migrations", async () => {
    const target = await another(newDatabase);
    await restoreBackup(target, file, false);
    expect(await contents(target)).toEqual(before);
  });

  it("takes the place of what is there only when that is asked for", async () => {
    const target = await another(newDatabase);
    await restoreBackup(target, file, false);
    await expect(restoreBackup(target, file, false)).rejects.toThrow(/To lose them, add --replace/);
    await restoreBackup(target, file, true);
    expect(await contents(target)).toEqual(before);
  });

  it("of an earlier version gives the tables of that version, which the next start brings up to date", async () => {
    const client = new pg.Client({ connectionString: url() });
    await client.connect();
    const { rows } = await client.query<{ name: string }>(
      "SELECT migration_name AS name FROM _prisma_migrations ORDER BY 1",
    );
    await client.end();
    const names = rows.map(({ name }) => name);
    const earlier = await another(newDatabase);
    await applyMigrations(earlier, undefined, new Set(names.slice(0, -1)));
    const old = path.join(folder, "old.gz");
    await writeBackup(earlier, old);
    const target = await another(newMigratedDatabase);
    await restoreBackup(target, old, false);
    expect(await applyMigrations(target)).toEqual(names.slice(-1));
  });

  it.each<[string, () => string, RegExp]>([
    ["that was cut off", () => changed("cut.gz", (text) => text.slice(0, -30)), /not whole/],
    [
      "whose bytes were cut off",
      () => {
        const other = changed("bytes.gz", (text) => text);
        truncateSync(other, statSync(other).size - 40);
        return other;
      },
      /damaged/,
    ],
    ["that is something else", () => changed("else.gz", () => "hello\n"), /no backup/],
    [
      "that is not packed",
      () => {
        const other = path.join(folder, "plain.gz");
        writeFileSync(other, "hello");
        return other;
      },
      /no backup/,
    ],
    ["that is not there", () => path.join(folder, "nothing.gz"), /no backup/],
    [
      "of a newer version",
      () => changed("newer.gz", (text) => text.replace('"migrations":[', '"migrations":["29990101000000_later",')),
      /newer version/,
    ],
    [
      "with a row that nothing belongs to",
      () => changed("orphan.gz", (text) => text.replace(/"ownerId": "[^"]+"/, '"ownerId": "nobody"')),
      /violates foreign key/,
    ],
  ])("%s changes nothing", async (_, make, sentence) => {
    const target = await another(newMigratedDatabase);
    await restoreBackup(target, file, false);
    await expect(restoreBackup(target, make(), true)).rejects.toThrow(sentence);
    expect(await contents(target)).toEqual(before);
  });

  it("is restored in spite of a try that was killed halfway", async () => {
    const target = await another(newMigratedDatabase);
    const client = new pg.Client({ connectionString: target });
    await client.connect();
    await client.query("ALTER SCHEMA public RENAME TO before_restore; CREATE SCHEMA public; CREATE TABLE half (x int)");
    await client.end();
    await expect(applyMigrations(target)).rejects.toThrow(/A restore was cut off/);
    await restoreBackup(target, file, false);
    expect(await contents(target)).toEqual(before);
  });

  it("is not restored beside a server, wherever that runs", async () => {
    const target = await another(newMigratedDatabase);
    const client = new pg.Client({ connectionString: target });
    client.on("error", () => undefined);
    await client.connect();
    const beat = `INSERT INTO "AccessLease" ("id", "beat") VALUES ('x', 1)
      ON CONFLICT ("id") DO UPDATE SET "beat" = "AccessLease"."beat" + 1`;
    const beating = setInterval(() => void client.query(beat), 200);
    await expect(restoreBackup(target, file, true)).rejects.toThrow(/A server works with this database/);
    clearInterval(beating);
    await restoreBackup(target, file, true);
    await client.end();
    expect(await contents(target)).toEqual(before);
  });

  it("takes no other program's tables away", async () => {
    const target = await another(newDatabase);
    const client = new pg.Client({ connectionString: target });
    client.on("error", () => undefined);
    await client.connect();
    await client.query("CREATE TABLE invoices (id int)");
    await expect(restoreBackup(target, file, true)).rejects.toThrow(/Another program's table .*invoices/);
    expect((await client.query("SELECT * FROM invoices")).rowCount).toBe(0);
    await expect(writeBackup(target, path.join(folder, "none.gz"))).rejects.toThrow(/not in the schema public/);
    await client.end();
  });
});
