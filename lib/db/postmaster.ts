import { spawnSync } from "node:child_process";
import { readFileSync, readlinkSync, realpathSync, rmSync } from "node:fs";
import path from "node:path";
import pg from "pg";

/** What `postmaster.pid` says: the process that serves a data folder, and where its socket is. */
export type Postmaster = { pid: number; socketFolder: string };

/** @returns undefined when no postmaster claims the folder */
export function readPostmaster(dataFolder: string): Postmaster | undefined {
  try {
    const lines = readFileSync(path.join(dataFolder, "postmaster.pid"), "utf8").split("\n");
    return { pid: Number(lines[0]), socketFolder: lines[4] ?? "" };
  } catch {
    return undefined;
  }
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/**
 * Whether a process is the postmaster of this very folder. After a reboot, or in a container, its number may belong to
 * something else, which must not be signalled. A postmaster works inside its data folder.
 */
export function isPostmasterOf(pid: number, dataFolder: string): boolean {
  if (!Number.isInteger(pid) || pid <= 1 || !isAlive(pid)) return false;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(dataFolder);
  } catch {
    return (
      spawnSync("ps", ["-p", String(pid), "-o", "command="], { encoding: "utf8" }).stdout?.includes(dataFolder) ?? false
    );
  }
}

/**
 * Removes the mark of a postmaster that is gone and whose number now belongs to something else: PostgreSQL would take
 * that for the postmaster and refuse to start. A mark with a dead number it removes by itself.
 */
export function forgetPostmaster({ pid }: Postmaster, dataFolder: string): void {
  if (isAlive(pid)) rmSync(path.join(dataFolder, "postmaster.pid"), { force: true });
}

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * Stops a postmaster: SIGINT ends its sessions and closes cleanly; after 10 s SIGQUIT ends it at once, which is safe
 * too.
 */
export async function stopPostmaster(pid: number, dataFolder: string): Promise<void> {
  for (const [signal, tries] of [
    ["SIGINT", 200],
    ["SIGQUIT", 100],
  ] as const) {
    if (!isPostmasterOf(pid, dataFolder)) return;
    process.kill(pid, signal);
    for (let i = 0; i < tries && isPostmasterOf(pid, dataFolder); i++) await sleep(50);
  }
}

/**
 * Asks for a connection. "busy": it is there, but is starting up or shutting down.
 * @param databaseUrl of any database
 */
export async function askPostgres(databaseUrl: string): Promise<"answers" | "busy" | "silent"> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 2000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return "answers";
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) return "silent";
    return error.code === "57P03" ? "busy" : "answers"; // 57P03: cannot_connect_now
  } finally {
    await client.end().catch(() => undefined);
  }
}
