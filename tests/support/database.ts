import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll } from "vitest";
import { dropDatabase, newMigratedDatabase } from "./new-database";
import { moveClock } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { overrideEnv } from "@/lib/env";
import { forgetShared } from "@/lib/shared";

/** For tests: gives the file a fresh, migrated database on the test server, and a data folder of its own. */
export function setUpDatabase(): void {
  let databaseUrl = "";
  beforeAll(async () => {
    databaseUrl = await newMigratedDatabase("test");
    const dataDir = mkdtempSync(path.join(tmpdir(), "portal-test-"));
    process.env.DATA_DIR = dataDir;
    overrideEnv({ databaseUrl, dataDir });
    forgetShared("db");
  });
  afterAll(async () => {
    moveClock(0);
    await db().$disconnect();
    await dropDatabase(databaseUrl);
  });
}
