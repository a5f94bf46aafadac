import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { randomToken } from "@/lib/random";

const EMBEDDED = "embedded";
const recordFile = (dataDir: string) => path.join(dataDir, "database.json");

/**
 * Which database an address means, in words that hold no user and no password.
 * @param databaseUrl undefined: the embedded one
 */
export function describeDatabase(databaseUrl: string | undefined): string {
  if (databaseUrl === undefined) return EMBEDDED;
  if (!URL.canParse(databaseUrl)) return "an address that cannot be read";
  const url = new URL(databaseUrl);
  return `${url.searchParams.get("host") ?? url.host}${url.pathname}`;
}

/** What the server noted last about the database of a data folder. @returns undefined when no server did */
export function readDatabaseNote(dataDir: string): string | undefined {
  try {
    const note: unknown = JSON.parse(readFileSync(recordFile(dataDir), "utf8"));
    return typeof note === "object" && note && "database" in note && typeof note.database === "string"
      ? note.database
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Notes which database the server uses, for command line programs that are started without its settings. Mode 0600.
 * @returns a sentence when the server used another one the last time, or the folder cannot be written
 */
export function recordDatabase(dataDir: string, databaseUrl: string | undefined): string | undefined {
  const [before, database] = [readDatabaseNote(dataDir), describeDatabase(databaseUrl)];
  const draft = `${recordFile(dataDir)}.${randomToken(8)}`;
  try {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(draft, `${JSON.stringify({ database })}\n`, { mode: 0o600 });
    renameSync(draft, recordFile(dataDir));
  } catch (error) {
    rmSync(draft, { force: true });
    // A server that is given everything else needs no folder of its own.
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    return `${dataDir} cannot be written (${code}): command line programs will not see there which database is used.`;
  }
  if (before === undefined || before === database) return undefined;
  const changed = `The database is ${database} now, and was ${before} the last time: what was there is not here.`;
  return `${changed} Is DATABASE_URL as it should be?`;
}

/** @returns a sentence when the portal of this folder used another database than the embedded one the last time */
export function otherDatabase(dataDir: string): string | undefined {
  const noted = readDatabaseNote(dataDir);
  if (noted === undefined || isEmbedded(noted)) return undefined;
  return (
    `DATABASE_URL is not set, and the portal's data was in PostgreSQL at ${noted} the last time: ` + "set it as it was."
  );
}

/** Whether the embedded database has its data in this folder. */
export function hasEmbeddedData(dataDir: string): boolean {
  return lstatSync(path.join(dataDir, "postgres"), { throwIfNoEntry: false }) !== undefined;
}

export const isEmbedded = (noted: string) => noted === EMBEDDED;
