import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseEnv } from "node:util";
import { ConfigurationError } from "@/lib/configuration-error";

/** Settings by their names, as they were given. */
export type GivenSettings = Record<string, string | undefined>;

/** Where settings are looked for unless ENV_FILE says so: in the project's folder, then where services have theirs. */
const PLACES = [".env", "/etc/app-connection-portal.env"];

/** Settings are a page of text. */
const LARGEST_BYTES = 64 * 1024;

/** Without waiting for whoever writes to a pipe, and never more than a page: who names the file may be a stranger. */
function read(file: string): { text: string } | { code: string } {
  let opened: number | undefined;
  try {
    opened = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const status = fstatSync(opened);
    if (!status.isFile()) return { code: "it is no file" };
    if (status.size > LARGEST_BYTES) return { code: "it is too large" };
    return { text: readFileSync(opened, "utf8") };
  } catch (error) {
    return { code: error instanceof Error && "code" in error ? String(error.code) : "unknown error" };
  } finally {
    if (opened !== undefined) closeSync(opened);
  }
}

/**
 * The environment with what the settings file adds; the environment wins, also with an empty value. One file is read by
 * the server and by the command line programs, so that both mean the same portal.
 * @param environment of the process; ENV_FILE in it names the file, empty: none
 * @param folder that the process works in
 * @throws ConfigurationError when a file is there, or is named, and cannot be read: going on would mean other settings
 */
export function withSettingsFile(environment: GivenSettings, folder: string): GivenSettings {
  const named = environment.ENV_FILE;
  for (const place of named === undefined ? PLACES : named === "" ? [] : [named]) {
    const file = path.resolve(folder, place);
    const found = read(file);
    if ("text" in found) return { ...parseEnv(found.text), ...environment };
    if (named === undefined && (found.code === "ENOENT" || found.code === "ENOTDIR")) continue;
    const who = named === undefined ? `The settings file ${file}` : `ENV_FILE names ${file}, which`;
    throw new ConfigurationError([
      `${who} cannot be read (${found.code}): start this as a user who may, or set ENV_FILE.`,
    ]);
  }
  return environment;
}
