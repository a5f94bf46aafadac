import { randomUUID } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";

const onServer = async (sql: string) => {
  const client = new pg.Client({ connectionString: inject("testServerUrl") });
  await client.connect();
  await client.query(sql).finally(() => client.end());
};

async function make(whose: string, from = ""): Promise<string> {
  const name = `${whose}_${randomUUID().replaceAll("-", "")}`;
  await onServer(`CREATE DATABASE ${name} ${from}`);
  const url = new URL(inject("testServerUrl"));
  url.pathname = `/${name}`;
  return url.href;
}

/** For tests: an empty database on the test server. @param whose begins its name @returns its address */
export const newDatabase = (whose: string): Promise<string> => make(whose);

/** The same with all tables, and no rows in them. */
export const newMigratedDatabase = (whose: string): Promise<string> =>
  make(whose, `TEMPLATE ${inject("migratedDatabase")}`);

/** Ends all connections to a database of {@link newDatabase}, and the database. */
export const dropDatabase = (databaseUrl: string): Promise<void> =>
  onServer(`DROP DATABASE ${new URL(databaseUrl).pathname.slice(1)} WITH (FORCE)`);
