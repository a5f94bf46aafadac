import { existsSync } from "node:fs";
import path from "node:path";

/**
 * The folder of migrations. Looked for upwards from this file, since the sources lie two folders below the project and
 * the bundle one. @returns an absolute path @throws Error when the program was copied away without its migrations
 */
export function migrationsFolder(from: string = import.meta.dirname): string {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, "prisma", "migrations");
    if (existsSync(candidate)) return candidate;
    if (folder === path.dirname(folder)) throw new Error(`No folder prisma/migrations above ${from}.`);
  }
}
