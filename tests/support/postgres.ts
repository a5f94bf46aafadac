import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { holdEmbedded } from "@/lib/db/hold-embedded";

declare module "vitest" {
  interface ProvidedContext {
    /** Address of a PostgreSQL server on which tests may make databases. */
    testServerUrl: string;
  }
}

/**
 * For Vitest: one PostgreSQL server for all test files. TEST_DATABASE_URL names one; without it an embedded one runs in
 * a temporary folder. @returns what ends it
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) {
    project.provide("testServerUrl", given);
    return async () => undefined;
  }
  const dataDir = mkdtempSync(path.join(tmpdir(), "portal-test-server-"));
  chmodSync(dataDir, 0o711); // where we are root, the database runs as another user and must get through
  const held = await holdEmbedded(dataDir);
  project.provide("testServerUrl", held.databaseUrl);
  return async () => {
    await held.close();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
