import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { acceptMigration, applyMigrations } from "@/lib/db/migrate";
import { migrationsFolder } from "@/lib/db/migrations-folder";
import { log } from "@/lib/observability/log";
import { dropDatabase, newDatabase } from "@/tests/support/new-database";
import { runPrisma } from "@/tests/support/prisma";

let databaseUrl = "";
let folder = "";

const query = async (url: string, sql: string) => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client.query<Record<string, unknown>>(sql).finally(() => client.end());
};

const writeMigration = (name: string, sql: string) => {
  mkdirSync(path.join(folder, name), { recursive: true });
  writeFileSync(path.join(folder, name, "migration.sql"), sql);
};

beforeEach(async () => {
  databaseUrl = await newDatabase("migrate");
  folder = mkdtempSync(path.join(tmpdir(), "portal-migrations-"));
});

afterEach(async () => {
  await dropDatabase(databaseUrl);
  rmSync(folder, { recursive: true });
});

describe("migrations at start", () => {
  it("are applied once each, in the order of their names", async () => {
    writeMigration("2_second", "ALTER TABLE first ADD COLUMN more INT;");
    writeMigration("1_first", "CREATE TABLE first (id INT);");
    expect(await applyMigrations(databaseUrl, folder)).toEqual(["1_first", "2_second"]);
    expect(await applyMigrations(databaseUrl, folder)).toEqual([]);
    writeMigration("3_third", "ALTER TABLE first ADD COLUMN most INT;");
    expect(await applyMigrations(databaseUrl, folder)).toEqual(["3_third"]);
  });

  it("are applied by one of several instances that start together; the others wait", async () => {
    writeMigration("1_slow", "CREATE TABLE first (id INT); SELECT pg_sleep(0.3);");
    const answers = await Promise.all(Array.from({ length: 5 }, () => applyMigrations(databaseUrl, folder)));
    expect(answers.flat()).toEqual(["1_slow"]);
  });

  it("stop with name and the database's sentence when one fails, leave nothing, and go on once mended", async () => {
    writeMigration("1_first", "CREATE TABLE first (id INT);");
    writeMigration("2_broken", "CREATE TABLE half (id INT); SELECT * FROM nowhere;");
    writeMigration("3_never", "CREATE TABLE never (id INT);");
    await expect(applyMigrations(databaseUrl, folder)).rejects.toThrow(
      'The migration 2_broken failed: relation "nowhere" does not exist',
    );
    const { rows } = await query(databaseUrl, "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");
    expect(rows.map((row) => row.tablename)).toEqual(["_prisma_migrations", "first"]);
    writeMigration("2_broken", "CREATE TABLE half (id INT);");
    expect(await applyMigrations(databaseUrl, folder)).toEqual(["2_broken", "3_never"]);
  });

  it("do not go past one that Prisma's engine recorded as failed", async () => {
    writeMigration("1_first", "CREATE TABLE first (id INT);");
    await applyMigrations(databaseUrl, folder);
    await query(
      databaseUrl,
      "INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('x', 'y', '2_halfway')",
    );
    await expect(applyMigrations(databaseUrl, folder)).rejects.toThrow("The migration 2_halfway failed earlier");
  });

  const appliedTables = async () =>
    (await query(databaseUrl, "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")).rows.map(
      (row) => row.tablename,
    );

  it("stop with a sentence when one that was applied has another text, before anything new is applied", async () => {
    writeMigration("1_first", "CREATE TABLE first (id INT);");
    await applyMigrations(databaseUrl, folder);
    writeMigration("1_first", "CREATE TABLE first (id INT, more INT);");
    writeMigration("2_second", "CREATE TABLE second (id INT);");
    const [was, is] = ["CREATE TABLE first (id INT);", "CREATE TABLE first (id INT, more INT);"].map((sql) =>
      createHash("sha256").update(sql).digest("hex").slice(0, 12),
    );
    const stopped = new RegExp(
      `^The migration 1_first was applied .* recorded is ${was}, found is ${is} .*npm run database -- ` +
        "accept migration 1_first$",
    );
    await expect(applyMigrations(databaseUrl, folder)).rejects.toThrow(stopped);
    expect(await appliedTables()).toEqual(["_prisma_migrations", "first"]);
  });

  it("go on once an operator has accepted the text, or has put the old one back", async () => {
    writeMigration("1_first", "CREATE TABLE first (id INT);");
    await applyMigrations(databaseUrl, folder);
    writeMigration("1_first", "CREATE TABLE first (id INT); -- reworded");
    writeMigration("2_second", "CREATE TABLE second (id INT);");
    expect(await acceptMigration(databaseUrl, "2_second", folder)).toBe(false);
    expect(await acceptMigration(databaseUrl, "3_nowhere", folder)).toBe(false);
    await expect(applyMigrations(databaseUrl, folder)).rejects.toThrow("1_first");
    expect(await acceptMigration(databaseUrl, "1_first", folder)).toBe(true);
    expect(await applyMigrations(databaseUrl, folder)).toEqual(["2_second"]);
    writeMigration("2_second", "CREATE TABLE second ();");
    await expect(applyMigrations(databaseUrl, folder)).rejects.toThrow("2_second");
    writeMigration("2_second", "CREATE TABLE second (id INT);");
    expect(await applyMigrations(databaseUrl, folder)).toEqual([]);
  });

  it.each([
    ["LF", "CRLF"],
    ["CRLF", "LF"],
  ])("take a checkout with %s line ends and one with %s for the same", async (one, other) => {
    const lines = { LF: "CREATE TABLE first (\n  id INT\n);\n", CRLF: "CREATE TABLE first (\r\n  id INT\r\n);\r\n" };
    writeMigration("1_first", lines[one as "LF"]);
    expect(await applyMigrations(databaseUrl, folder)).toEqual(["1_first"]);
    writeMigration("1_first", lines[other as "LF"]);
    expect(await applyMigrations(databaseUrl, folder)).toEqual([]);
    // Recorded is what the repository has, whatever the checkout was.
    const { rows } = await query(databaseUrl, "SELECT checksum FROM _prisma_migrations");
    expect(rows).toEqual([{ checksum: createHash("sha256").update(lines.LF).digest("hex") }]);
  });

  it("agree with a record that was made of a CRLF file", async () => {
    writeMigration("1_first", "CREATE TABLE first (id INT);\n");
    await applyMigrations(databaseUrl, folder);
    const crlf = createHash("sha256").update("CREATE TABLE first (id INT);\r\n").digest("hex");
    await query(databaseUrl, `UPDATE _prisma_migrations SET checksum = '${crlf}'`);
    expect(await applyMigrations(databaseUrl, folder)).toEqual([]);
  });

  it("let an older program run on a newer database, with a warning that names what it does not know", async () => {
    writeMigration("1_first", "CREATE TABLE first (id INT);");
    writeMigration("2_newer", "CREATE TABLE second (id INT);");
    await applyMigrations(databaseUrl, folder);
    rmSync(path.join(folder, "2_newer"), { recursive: true });
    const warned = vi.spyOn(log, "warn");
    expect(await applyMigrations(databaseUrl, folder)).toEqual([]);
    expect(warned).toHaveBeenCalledWith({ migrations: ["2_newer"] }, expect.stringContaining("newer version"));
    warned.mockRestore();
  });

  it("apply one that was put between, as Prisma does, and warn", async () => {
    writeMigration("1_first", "CREATE TABLE first (id INT);");
    writeMigration("3_third", "CREATE TABLE third (id INT);");
    await applyMigrations(databaseUrl, folder);
    writeMigration("2_between", "CREATE TABLE second (id INT);");
    const warned = vi.spyOn(log, "warn");
    expect(await applyMigrations(databaseUrl, folder)).toEqual(["2_between"]);
    expect(warned).toHaveBeenCalledWith({ migration: "2_between", after: "3_third" }, expect.any(String));
    warned.mockRestore();
  });

  it("say in a sentence that the database does not answer", async () => {
    await expect(applyMigrations("postgresql://nobody@127.0.0.1:1/none", folder)).rejects.toThrow(
      /^The database does not answer: /,
    );
  });
});

describe("our runner and Prisma's command line", () => {
  it("agree on what has been applied", { timeout: 120_000 }, async () => {
    const before = await runPrisma(databaseUrl, "migrate", "status");
    expect(before.output).toContain("have not yet been applied");
    const names = await applyMigrations(databaseUrl);
    expect(names.length).toBeGreaterThan(0);
    const after = await runPrisma(databaseUrl, "migrate", "status");
    expect(after).toMatchObject({
      code: 0,
      output: expect.stringContaining("Database schema is up to date!") as string,
    });
    const deployed = await runPrisma(databaseUrl, "migrate", "deploy");
    expect(deployed).toMatchObject({
      code: 0,
      output: expect.stringContaining("No pending migrations to apply.") as string,
    });
  });

  it("agree the other way round: what Prisma deployed is not applied again", { timeout: 120_000 }, async () => {
    const deployed = await runPrisma(databaseUrl, "migrate", "deploy");
    expect(deployed.code).toBe(0);
    expect(await applyMigrations(databaseUrl)).toEqual([]);
  });

  it("find no difference between schema.prisma and the migrations", { timeout: 120_000 }, async () => {
    await applyMigrations(databaseUrl);
    const same = await runPrisma(
      databaseUrl,
      "migrate",
      "diff",
      "--from-config-datasource",
      "--to-schema",
      "prisma/schema.prisma",
      "--exit-code",
    );
    expect(same).toMatchObject({ code: 0, output: expect.stringContaining("No difference detected.") as string });
    await query(databaseUrl, 'ALTER TABLE "App" DROP COLUMN "publisher"');
    const different = await runPrisma(
      databaseUrl,
      "migrate",
      "diff",
      "--from-config-datasource",
      "--to-schema",
      "prisma/schema.prisma",
      "--exit-code",
    );
    expect(different.code).toBe(2);
  });

  it("are found from the sources and from a bundle in dist", () => {
    expect(migrationsFolder(path.resolve("dist"))).toBe(path.resolve("prisma/migrations"));
    expect(migrationsFolder()).toBe(path.resolve("prisma/migrations"));
    cpSync(path.resolve("prisma"), path.join(folder, "prisma"), { recursive: true });
    expect(migrationsFolder(path.join(folder, "dist"))).toBe(path.join(folder, "prisma/migrations"));
  });
});
