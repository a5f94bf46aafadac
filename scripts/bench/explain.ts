import pg from "pg";

type Plan = { "Node Type": string; "Relation Name"?: string; Plans?: Plan[] };

/** Tables with fewer rows are read as a whole whatever indexes there are. */
const SMALL = 5000;

/** What one statement of the program was, as Prisma reports it. `params` is JSON. */
export type Statement = { query: string; params: string };

const scansOf = (plan: Plan): string[] => [
  ...(plan["Node Type"] === "Seq Scan" && plan["Relation Name"] ? [plan["Relation Name"]] : []),
  ...(plan.Plans ?? []).flatMap(scansOf),
];

const isStatement = ({ query }: Statement) => /^\s*(SELECT|UPDATE|DELETE|INSERT|WITH)\b/i.test(query);

/** Names of the large tables that statements read from end to end, since no index leads to what they look for. */
export async function tablesScanned(databaseUrl: string, statements: Statement[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND reltuples >= $1",
      [SMALL],
    );
    const large = new Set(rows.map(({ name }) => name));
    const found = new Set<string>();
    for (const { query, params } of statements.filter(isStatement)) {
      const explained = await client.query<{ "QUERY PLAN": [{ Plan: Plan }] }>(
        `EXPLAIN (FORMAT JSON) ${query}`,
        JSON.parse(params) as unknown[],
      );
      for (const name of scansOf(explained.rows[0]!["QUERY PLAN"][0].Plan)) if (large.has(name)) found.add(name);
    }
    return [...found];
  } finally {
    await client.end();
  }
}
