import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** A migration as its file says. `checksum` is what is recorded for it; any of `alike` is the same text. */
export type Migration = { name: string; sql: string; checksum: string; alike: string[] };

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/**
 * The migrations of a folder, in the order of their names. Line ends do not count: a checkout may have changed them
 * (`core.autocrlf`), and the statements are the same. What is recorded and run has LF, as the repository has it.
 * @param folder `prisma/migrations`
 */
export function readMigrations(folder: string): Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(path.join(folder, name, "migration.sql"), "utf8").replaceAll("\r\n", "\n");
      const checksum = sha256(sql);
      return { name, sql, checksum, alike: [checksum, sha256(sql.replaceAll("\n", "\r\n"))] };
    });
}
