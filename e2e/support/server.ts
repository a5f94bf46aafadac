import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/**
 * One portal for all journeys: its port, and the folder that its data, logs and noted secrets lie in. Set by the
 * configuration.
 */
const setting = (name: "E2E_PORT" | "E2E_FOLDER"): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the journeys with npm test, or npx playwright test.`);
  return value;
};

export const portalUrl = () => `http://localhost:${setting("E2E_PORT")}`;
export const folder = () => setting("E2E_FOLDER");
export const dataDir = () => path.join(folder(), "data");

/** Where the portal's embedded database answers. */
export function databaseUrl(): string {
  const sockets = readFileSync(path.join(dataDir(), "postgres-socket-folder"), "utf8").trim();
  return `postgresql://portal@localhost/portal?host=${encodeURIComponent(sockets)}`;
}

/** Environment for the portal and for its command line programs beside it: nothing of the caller's settings. */
export function cliEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, LANG } = process.env;
  return {
    PATH,
    HOME,
    TMPDIR,
    LANG,
    NODE_ENV: "production",
    ENV_FILE: "",
    PORT: setting("E2E_PORT"),
    DATA_DIR: dataDir(),
    // So that a journey can come from an address of its own.
    TRUSTED_PROXIES: "127.0.0.1,::1",
  };
}

/** Everything that the portal and its database wrote to logs. */
export function logFiles(): string[] {
  const below = (place: string) =>
    readdirSync(place)
      .filter((name) => name.endsWith(".log"))
      .map((name) => path.join(place, name));
  return [...below(folder()), ...below(dataDir())];
}
