import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { holdEmbedded } from "@/lib/db/hold-embedded";
import { applyMigrations } from "@/lib/db/migrate";
import { migrateJobs } from "@/lib/db/migrate-jobs";

declare module "vitest" {
  interface ProvidedContext {
    /** Address of a PostgreSQL server on which tests may make databases. */
    testServerUrl: string;
    /** Name of a database there that has all tables and no rows, to be copied. */
    migratedDatabase: string;
  }
}

async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

/** Migrating once and copying takes a tenth of migrating for each test file. @returns what takes it away again */
async function makeMigrated(project: TestProject, serverUrl: string): Promise<() => Promise<void>> {
  const name = `migrated_${randomUUID().replaceAll("-", "")}`;
  await onServer(serverUrl, `CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  await applyMigrations(url.href);
  await migrateJobs(url.href);
  project.provide("migratedDatabase", name);
  return () => onServer(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`);
}

/**
 * For Vitest: one PostgreSQL server for all test files. TEST_DATABASE_URL names one; without it an embedded one runs in
 * a temporary folder. @returns what ends it
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) {
    project.provide("testServerUrl", given);
    return makeMigrated(project, given);
  }
  const dataDir = mkdtempSync(path.join(tmpdir(), "portal-test-server-"));
  chmodSync(dataDir, 0o711); // where we are root, the database runs as another user and must get through
  const held = await holdEmbedded(dataDir);
  project.provide("testServerUrl", held.databaseUrl);
  await makeMigrated(project, held.databaseUrl);
  return async () => {
    await held.close();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
