import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { insertRows, readColumns, readRows } from "./database-rows";
import { OLD_ROWS } from "./old-rows";
import { follow, type Row, type Rows } from "./upgrade-steps";
import { WHAT_MIGRATIONS_KEEP } from "./what-migrations-keep";
import { Prisma, PrismaClient } from "@/lib/db/generated/client";
import { applyMigrations } from "@/lib/db/migrate";
import { migrationsFolder } from "@/lib/db/migrations-folder";
import { dropDatabase, newDatabase } from "@/tests/support/new-database";

const landed = (JSON.parse(readFileSync("prisma/landed-migrations.json", "utf8")) as { name: string }[]).map(
  ({ name }) => name,
);

const stepsOf = (names: readonly string[]) => names.flatMap((name) => WHAT_MIGRATIONS_KEEP[name] ?? []);

let databaseUrl = "";
let client: pg.Client;

beforeEach(async () => {
  databaseUrl = await newDatabase("upgrade");
  client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
});

afterEach(async () => {
  await client.end();
  await dropDatabase(databaseUrl);
});

/** Brings the database to where it was when a migration was the newest, as a start of that day did. */
async function migrateTo(newest: string): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "portal-upgrade-"));
  for (const name of landed.slice(0, landed.indexOf(newest) + 1))
    cpSync(path.join(migrationsFolder(), name), path.join(folder, name), { recursive: true });
  await applyMigrations(databaseUrl, folder);
  rmSync(folder, { recursive: true });
}

/** The rows that the tables of that day can hold, under the names of that day. */
async function rowsOf(newest: string): Promise<Rows> {
  const steps = stepsOf(landed.slice(0, landed.indexOf(newest) + 1)).filter((step) => !step.once);
  const columns = await readColumns(client);
  const fit = (table: string, row: Row): Row =>
    Object.fromEntries(Object.entries(row).filter(([name]) => columns.get(table)?.includes(name)));
  return Object.fromEntries(
    Object.entries(follow(OLD_ROWS, steps))
      .filter(([table]) => columns.has(table))
      .map(([table, rows]) => [table, rows.map((row) => fit(table, row))]),
  );
}

/** Whether a row has all values of another one; what came since does not count. */
const keeps = (found: Row, row: Row) =>
  Object.entries(row).every(([name, value]) => isDeepStrictEqual(found[name], value));

async function expectRows(table: string, rows: readonly Row[]): Promise<void> {
  const left = await readRows(client, table);
  const lost = rows.filter((row) => {
    const place = left.findIndex((found) => keeps(found, row));
    if (place >= 0) left.splice(place, 1);
    return place < 0;
  });
  expect({ table, lost, left }, `rows of ${table}: lost, or not as they were`).toEqual({ table, lost: [], left: [] });
}

/** Reads every table as the program does: values that it does not know, such as those of an enum, make it throw. */
async function expectClientReads(rows: Rows): Promise<void> {
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: databaseUrl, max: 1 }) });
  try {
    for (const model of Object.values(Prisma.ModelName)) {
      const name = `${model.charAt(0).toLowerCase()}${model.slice(1)}`;
      const { findMany } = Reflect.get(prisma, name) as { findMany(): Promise<unknown[]> };
      expect(await findMany(), model).toHaveLength(rows[model]?.length ?? 0);
    }
  } finally {
    await prisma.$disconnect();
  }
}

// Every set that there could ever have been: a second list, of those that really ran somewhere, would be one to forget.
describe.each(landed)("a database whose newest migration is %s", (newest) => {
  it("is upgraded to today's with all its rows and their values", async () => {
    await migrateTo(newest);
    const before = await rowsOf(newest);
    const empty = [...(await readColumns(client)).keys()].filter((table) => !before[table]?.length);
    expect(empty, "tables without a row in tests/upgrade/old-rows.ts").toEqual([]);
    await insertRows(client, before);

    await applyMigrations(databaseUrl);

    const after = follow(before, stepsOf(landed.slice(landed.indexOf(newest) + 1)));
    for (const [table, rows] of Object.entries(after)) await expectRows(table, rows);
    await expectClientReads(after);
  });
});

describe("the rows that are upgraded", () => {
  it("fill every column that there is, and name none that there is not", async () => {
    await applyMigrations(databaseUrl);
    const rows = follow(
      OLD_ROWS,
      stepsOf(landed).filter((step) => !step.once),
    );
    const has = (table: string, column: string) =>
      rows[table]?.some((row) => row[column] !== null && row[column] !== undefined);
    const columns = await readColumns(client);
    const missing = [...columns].flatMap(([table, names]) =>
      names.filter((name) => !has(table, name)).map((name) => `${table}.${name}`),
    );
    const unknown = Object.entries(rows).flatMap(([table, list]) =>
      [...new Set(list.flatMap((row) => Object.keys(row)))]
        .filter((name) => !columns.get(table)?.includes(name))
        .map((name) => `${table}.${name}`),
    );
    expect({ missing, unknown }).toEqual({ missing: [], unknown: [] });
  });

  it("are changed by migrations that landed only", () => {
    expect(Object.keys(WHAT_MIGRATIONS_KEEP).filter((name) => !landed.includes(name))).toEqual([]);
  });
});
