import { execFile } from "node:child_process";
import path from "node:path";

/** For tests: runs Prisma's command line on a database. @returns its exit code and all it printed */
export function runPrisma(databaseUrl: string, ...args: string[]): Promise<{ code: number; output: string }> {
  const command = path.resolve("node_modules/prisma/build/index.js");
  const environment = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    NO_COLOR: "1",
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
    CHECKPOINT_DISABLE: "1",
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [command, ...args], { env: environment }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, output: stdout + stderr });
    });
  });
}
