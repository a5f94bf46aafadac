import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import path from "node:path";
import { DatabaseError } from "@/lib/db/database-error";
import type { PostgresBinaries } from "@/lib/db/postgres-binaries";

/** The account PostgreSQL runs as. Undefined ids: the account of this process. */
export type PostgresUser = { uid?: number; gid?: number };

/** Where things go that the account could not reach inside a private folder. Only root writes here. */
const ELSEWHERE = "/var/lib/app-connection-portal";

/**
 * PostgreSQL refuses to run as root, and needs an account that is listed in /etc/passwd.
 * @throws DatabaseError when we are root and there is neither `postgres` nor `nobody`
 */
export function postgresUser(): PostgresUser {
  if (process.getuid?.() !== 0) return {};
  const accounts = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const account = ["postgres", "nobody"].map((name) => accounts.find((fields) => fields[0] === name)).find(Boolean);
  if (!account)
    throw new DatabaseError(
      "The embedded PostgreSQL does not run as root: start as another user, or set DATABASE_URL.",
    );
  return { uid: Number(account[2]), gid: Number(account[3]) };
}

const canReach = (folder: string, { uid, gid }: PostgresUser) =>
  uid === undefined || spawnSync("/bin/sh", ["-c", 'test -x "$0/."', folder], { uid, gid, cwd: "/" }).status === 0;

const nameFor = (folder: string) => createHash("sha256").update(folder).digest("hex").slice(0, 16);

/**
 * The programs, or a copy of them where the account may run them: a checkout often lies below a private home folder.
 */
export function reachableBinaries(binaries: PostgresBinaries, user: PostgresUser): PostgresBinaries {
  if (canReach(binaries.bin, user)) return binaries;
  const root = path.join(ELSEWHERE, `postgres-${binaries.major}-${nameFor(binaries.root)}`);
  if (!existsSync(root)) {
    mkdirSync(ELSEWHERE, { recursive: true, mode: 0o755 });
    const copy = mkdtempSync(`${root}-`);
    cpSync(binaries.root, path.join(copy, "native"), { recursive: true, verbatimSymlinks: true });
    spawnSync("chmod", ["-R", "a+rX", copy]);
    try {
      renameSync(copy, root);
    } catch {
      rmSync(copy, { recursive: true, force: true }); // another process was faster
    }
  }
  return { ...binaries, root: path.join(root, "native"), bin: path.join(root, "native", "bin") };
}

/**
 * The folder that holds PostgreSQL's data, its parent existing and reachable for the account. It is
 * `<dataDir>/postgres`, which links to a folder elsewhere where that place is private.
 */
export function reachableDataFolder(dataDir: string, user: PostgresUser): string {
  mkdirSync(dataDir, { recursive: true });
  const folder = path.join(dataDir, "postgres");
  if (canReach(dataDir, user)) return folder;
  const elsewhere = path.join(ELSEWHERE, `data-${nameFor(path.resolve(dataDir))}`, "postgres");
  mkdirSync(path.dirname(elsewhere), { recursive: true, mode: 0o755 });
  if (!lstatSync(folder, { throwIfNoEntry: false })) symlinkSync(elsewhere, folder);
  return elsewhere;
}

/** Gives a folder to the account. */
export function giveTo({ uid, gid }: PostgresUser, folder: string): void {
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
}
