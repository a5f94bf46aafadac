import { lstatSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { giveTo, type PostgresUser } from "@/lib/db/postgres-user";

/**
 * A private folder for PostgreSQL's socket. Short, since the path of a socket ends at 107 bytes, so it cannot lie in
 * the project; of random name, so that no other user of the machine prepares it; kept in a file, so that a restarted
 * database is found at the same address.
 */
export function socketFolder(dataDir: string, user: PostgresUser): string {
  const note = path.join(dataDir, "postgres-socket-folder");
  const kept = readNote(note);
  const owner = user.uid ?? process.getuid?.();
  const found = kept ? lstatSync(kept, { throwIfNoEntry: false }) : undefined;
  if (kept && found?.isDirectory() && found.uid === owner && (found.mode & 0o077) === 0) return kept;
  const temporary = tmpdir();
  const folder = mkdtempSync(path.join(temporary.length < 70 ? temporary : "/tmp", "portal-db-"));
  giveTo(user, folder);
  writeFileSync(note, folder);
  return folder;
}

function readNote(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return undefined;
  }
}
