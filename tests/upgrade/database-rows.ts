import type pg from "pg";
import type { Row, Rows } from "./upgrade-steps";

/** Columns by table, without the history of migrations. */
export async function readColumns(client: pg.Client): Promise<Map<string, string[]>> {
  const { rows } = await client.query<{ table: string; columns: string[] }>(
    `SELECT table_name AS table, array_agg(column_name::text) AS columns FROM information_schema.columns
     JOIN information_schema.tables USING (table_schema, table_name)
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> '_prisma_migrations'
     GROUP BY table_name`,
  );
  return new Map(rows.map(({ table, columns }) => [table, columns]));
}

/** Inserts rows, in their order; each with the columns it names. */
export async function insertRows(client: pg.Client, rows: Rows): Promise<void> {
  for (const [table, list] of Object.entries(rows))
    for (const row of list) {
      const columns = Object.keys(row).map((name) => `"${name}"`);
      await client.query(
        `INSERT INTO "${table}" (${columns.join()})
         SELECT ${columns.join()} FROM jsonb_populate_record(NULL::"${table}", $1)`,
        [JSON.stringify(row)],
      );
    }
}

/** All rows of a table. */
export async function readRows(client: pg.Client, table: string): Promise<Row[]> {
  const { rows } = await client.query<{ row: Row }>(`SELECT to_jsonb(one) AS row FROM "${table}" AS one`);
  return rows.map(({ row }) => row);
}
