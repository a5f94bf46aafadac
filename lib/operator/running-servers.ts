import { readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import { ConfigurationError } from "@/lib/configuration-error";
import { withSettingsFile, type GivenSettings } from "@/lib/settings-file";

/**
 * A portal that runs on this machine, with the settings it was started with. `isOwn`: under this very account. Another
 * account's counts only where it owns the data folder: anybody can start a program of this name.
 */
export type RunningServer = {
  pid: number;
  folder: string;
  dataDir: string;
  settings: GivenSettings;
  isOwn: boolean;
};

/** `hidden`: how many run under an account whose processes we may not read. */
export type RunningServers = { servers: RunningServer[]; hidden: number };

/** How `npm start` and `npm run dev` start it. */
const isServer = (args: string[]) =>
  args.some((arg) => /(^|\/)dist\/server\.mjs$|(^|\/)server\.ts$/.test(arg)) && /node|tsx/.test(args[0] ?? "");

const textOf = (pid: string, name: string) => readFileSync(`/proc/${pid}/${name}`, "utf8").split("\0").filter(Boolean);

function readServer(pid: string): RunningServer {
  const folder = realpathSync(readlinkSync(`/proc/${pid}/cwd`));
  const environment = Object.fromEntries(
    textOf(pid, "environ").map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]),
  );
  const settings = withSettingsFile(environment, folder);
  const dataDir = path.resolve(folder, settings.DATA_DIR || ".data");
  return { pid: Number(pid), folder, dataDir, settings, isOwn: statSync(`/proc/${pid}`).uid === process.getuid?.() };
}

/** Whether a process of another account is what it says: it works on data that is its own. */
function ownsItsData(pid: string, { dataDir }: RunningServer): boolean {
  return statSync(dataDir, { throwIfNoEntry: false })?.uid === statSync(`/proc/${pid}`).uid;
}

/**
 * The portals that run on this machine: Linux shows a process's working folder and environment to its own account and
 * to root, to no one else. So secrets that were given by the environment need not be written anywhere. Empty elsewhere.
 */
export function runningServers(): RunningServers {
  const found: RunningServers = { servers: [], hidden: 0 };
  if (process.platform !== "linux") return found;
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)) {
    let isOne = false;
    try {
      isOne = isServer(textOf(pid, "cmdline"));
      const server = isOne ? readServer(pid) : undefined;
      if (server && (server.isOwn || ownsItsData(pid, server))) found.servers.push(server);
    } catch (error) {
      // Its settings are not to be read: whoever it belongs to, it tells nothing about ours.
      if (error instanceof ConfigurationError) continue;
      // One that has just ended is none; one that may not be read is there all the same.
      if (isOne && error instanceof Error && "code" in error && error.code === "EACCES") found.hidden++;
    }
  }
  return found;
}
