import pg from "pg";
import { databaseUrl } from "./server";

/** Runs one statement on the portal's database, to move time or to look at what was kept. */
export async function onDatabase<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: databaseUrl() });
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}
