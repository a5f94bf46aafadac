import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";

/** Applies `prisma/migrations` in order. @param databaseUrl a PostgreSQL address @returns the names of those applied now */
export async function applyMigrations(databaseUrl: string, folder = path.resolve("prisma/migrations")): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const applied: string[] = [];
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true }).filter((item) => item.isDirectory()).map((item) => item.name).sort()) {
      await client.query(readFileSync(path.join(folder, entry, "migration.sql"), "utf8"));
      applied.push(entry);
    }
  } finally {
    await client.end();
  }
  return applied;
}
