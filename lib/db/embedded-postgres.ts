import { spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { DatabaseError } from "@/lib/db/database-error";
import { findPostgres, type PostgresBinaries } from "@/lib/db/postgres-binaries";
import {
  giveTo,
  postgresUser,
  reachableBinaries,
  reachableDataFolder,
  type PostgresUser,
} from "@/lib/db/postgres-user";
import {
  askPostgres,
  forgetPostmaster,
  isPostmasterOf,
  readPostmaster,
  sleep,
  stopPostmaster,
} from "@/lib/db/postmaster";
import { socketFolder } from "@/lib/db/socket-folder";

/** A running embedded database. */
export type EmbeddedPostgres = {
  /** Address of its maintenance database. */
  adminUrl: string;
  pid: number;
  /** Folder of its socket. */
  socketFolder: string;
  /** Where its data lies. */
  dataFolder: string;
  /** Whether this call started it; false: it was running already. */
  started: boolean;
};

const NONE = "No PostgreSQL was found to run as the embedded database: set DATABASE_URL to one of version 15 or later.";
const PATIENCE_MS = 45_000;
/** Nothing of ours: PGDATA, PGPORT and the like would change what it does. */
const ENVIRONMENT = { PATH: "/usr/bin:/bin", LC_ALL: "C", NODE_ENV: "production" as const };

const addressOf = (folder: string) => `postgresql://portal@localhost/postgres?host=${encodeURIComponent(folder)}`;

function locate(dataFolder: string, user: PostgresUser): PostgresBinaries {
  const versionFile = path.join(dataFolder, "PG_VERSION");
  const major = existsSync(versionFile) ? Number(readFileSync(versionFile, "utf8")) : undefined;
  const found = findPostgres(major);
  if (found) return reachableBinaries(found, user);
  if (major === undefined || !findPostgres()) throw new DatabaseError(NONE);
  throw new DatabaseError(
    `The data in ${dataFolder} was made by PostgreSQL ${major}, which is not there any more: ` +
      "install it, or set DATABASE_URL.",
  );
}

/**
 * Makes the data folder beside its place and moves it there, so that a half-made one is never used and two starts
 * cannot mix.
 */
function initialise(dataFolder: string, binaries: PostgresBinaries, user: PostgresUser): void {
  if (existsSync(path.join(dataFolder, "PG_VERSION"))) return;
  const made = mkdtempSync(`${dataFolder}-new-`);
  giveTo(user, made);
  const options = ["-D", made, "-U", "portal", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-instructions"];
  const { status, stderr, error } = spawnSync(path.join(binaries.bin, "initdb"), options, {
    ...user,
    cwd: "/",
    encoding: "utf8",
    env: ENVIRONMENT,
  });
  try {
    if (status !== 0)
      throw new DatabaseError(
        `The embedded PostgreSQL could not be set up: ${(error?.message ?? stderr).trim().split("\n")[0]}`,
      );
    renameSync(made, dataFolder);
  } catch (failure) {
    rmSync(made, { recursive: true, force: true });
    // A folder that is not empty by now was put there by another process that started at the same time.
    if (!existsSync(path.join(dataFolder, "PG_VERSION"))) throw failure;
  }
}

/**
 * Starts a postmaster of its own process group, so that Ctrl-C in a terminal reaches us first and we close it in order.
 */
function launch(
  dataFolder: string,
  sockets: string,
  logFile: string,
  binaries: PostgresBinaries,
  user: PostgresUser,
): () => boolean {
  const settings = {
    listen_addresses: "",
    unix_socket_directories: sockets,
    unix_socket_permissions: "0700",
    // Statements and the values in them stay out of the log.
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
  };
  const output = openSync(logFile, "a", 0o600);
  let ended = false;
  const child = spawn(
    path.join(binaries.bin, "postgres"),
    ["-D", dataFolder, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    {
      ...user,
      cwd: "/",
      detached: true,
      stdio: ["ignore", output, output],
      env: ENVIRONMENT,
    },
  );
  closeSync(output);
  child.once("error", () => (ended = true));
  child.once("exit", () => (ended = true));
  child.unref();
  return () => ended;
}

const lastLine = (file: string) =>
  (existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").at(-1) : undefined) ?? "it wrote no reason";

/**
 * Makes sure that the embedded PostgreSQL of a data folder runs: one left over is used if it answers and replaced if it
 * does not; several processes may ask at the same time. It outlives this process unless it is stopped.
 * @param dataDir the program's data folder; PostgreSQL's lies in it
 * @throws DatabaseError when there is no PostgreSQL, or it does not start within 45 s
 */
export async function startEmbeddedPostgres(dataDir: string): Promise<EmbeddedPostgres> {
  if (process.platform === "win32")
    throw new DatabaseError("The embedded PostgreSQL needs Linux or macOS: set DATABASE_URL.");
  mkdirSync(dataDir, { recursive: true });
  const user = postgresUser();
  const dataFolder = reachableDataFolder(dataDir, user);
  const logFile = path.join(dataDir, "postgres.log");
  let ended: (() => boolean) | undefined;
  let silentTries = 0;
  for (let waited = 0; waited < PATIENCE_MS; waited += 50) {
    const running = readPostmaster(dataFolder);
    if (running && isPostmasterOf(running.pid, dataFolder)) {
      const adminUrl = addressOf(running.socketFolder);
      const state = running.socketFolder ? await askPostgres(adminUrl) : "silent";
      if (state === "answers") return { adminUrl, ...running, dataFolder, started: ended !== undefined };
      silentTries = state === "silent" ? silentTries + 1 : 0;
      // A postmaster writes its mark a moment before it listens; one that is still silent after 5 s will not recover.
      if (silentTries > 100) {
        await stopPostmaster(running.pid, dataFolder);
        silentTries = 0;
      }
    } else if (!ended || ended()) {
      // After a crash, children of the old postmaster may still hold its memory for a moment: try again until they are
      // gone.
      if (ended) await sleep(250);
      if (running) forgetPostmaster(running, dataFolder);
      const binaries = locate(dataFolder, user);
      initialise(dataFolder, binaries, user);
      ended = launch(dataFolder, socketFolder(dataDir, user), logFile, binaries, user);
    }
    await sleep(50);
  }
  throw new DatabaseError(`The embedded PostgreSQL does not start: ${lastLine(logFile)}`);
}
