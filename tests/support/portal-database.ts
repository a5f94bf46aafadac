import { readFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";

/** For tests: the embedded database of a portal that runs as a process of its own. @param dataDir the portal's */
export async function openPortalDatabase(dataDir: string) {
  const host = readFileSync(path.join(dataDir, "postgres-socket-folder"), "utf8").trim();
  const client = new pg.Client({
    connectionString: `postgresql://portal@localhost/portal?host=${encodeURIComponent(host)}`,
  });
  client.on("error", () => undefined); // it ends with the portal
  await client.connect();
  return {
    /** Rows of one statement. */
    rows: async <Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> =>
      (await client.query<Row>(sql, values)).rows,
    close: () => client.end(),
  };
}

export type PortalDatabase = Awaited<ReturnType<typeof openPortalDatabase>>;
