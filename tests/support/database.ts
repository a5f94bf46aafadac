import { randomUUID } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import { moveClock } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { applyMigrations } from "@/lib/db/migrate";
import { overrideEnv } from "@/lib/env";

const onServer = async (serverUrl: string, sql: string) => {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  await client.query(sql).finally(() => client.end());
};

/** For tests: gives the file a fresh, migrated database on the test server, and a data folder of its own. */
export function setUpDatabase(): void {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  beforeAll(async () => {
    const serverUrl = inject("testServerUrl");
    await onServer(serverUrl, `CREATE DATABASE ${name}`);
    const url = new URL(serverUrl);
    url.pathname = `/${name}`;
    await applyMigrations(url.href);
    const dataDir = mkdtempSync(path.join(tmpdir(), "portal-test-"));
    process.env.DATA_DIR = dataDir;
    overrideEnv({ databaseUrl: url.href, dataDir });
    Reflect.deleteProperty(globalThis, Symbol.for("app-connection-portal.db"));
  });
  afterAll(async () => {
    moveClock(0);
    await db().$disconnect();
    await onServer(inject("testServerUrl"), `DROP DATABASE ${name} WITH (FORCE)`);
  });
}
