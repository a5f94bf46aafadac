// OctoPrint and Moonraker, each in a virtual environment of its own. Uses only what Node brings, as prepare.mjs does.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { say } from "../../scripts/prepare.mjs";

const PROGRAMS = { octoprint: "OctoPrint>=1.11,<1.12", moonraker: "moonraker" };

/** What they need of the system: some of their parts are compiled here, and Moonraker loads libsodium. */
const DEBIAN_PACKAGES = ["python3", "python3-venv", "python3-dev", "build-essential", "libsodium23"];

/** Python or PyPI is not there: nothing was tested, and that is no verdict about the connector. */
export class NotReachable extends Error {}

const call = (command, args, options = {}) => spawnSync(command, args, { encoding: "utf8", ...options });

const lastLines = (text) => text.trim().split("\n").slice(-6).join("\n");

/** @returns {boolean} whether the system's packages could be asked for here */
function installSystemPackages() {
  if (!existsSync("/etc/debian_version") || process.getuid?.() !== 0) return false;
  say(`Installing Debian's packages for OctoPrint and Moonraker: ${DEBIAN_PACKAGES.join(", ")} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  call("apt-get", ["update", "-qq"], { env });
  return call("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...DEBIAN_PACKAGES], { env }).status === 0;
}

function pip(folder, requirement) {
  rmSync(folder, { recursive: true, force: true });
  const made = call("python3", ["-m", "venv", folder]);
  if (made.status !== 0) return made;
  return call(
    path.join(folder, "bin", "python"),
    ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement],
    { timeout: 900_000 },
  );
}

const OFFLINE = [
  "No matching distribution",
  "from versions: none",
  "NewConnectionError",
  "Temporary failure",
  "ConnectTimeout",
  "ReadTimeout",
  "ProxyError",
  "Connection (refused|aborted|reset)",
];
const isOffline = ({ stderr }) => new RegExp(OFFLINE.join("|"), "i").test(stderr ?? "");

/** The program answers when it is asked for its version: all it needs is there. */
const works = (program) => call(program, ["--help"]).status === 0;

function install(cache, name, requirement) {
  const folder = path.join(cache, name);
  const program = path.join(folder, "bin", name);
  const note = path.join(folder, ".installed");
  const python = call("python3", ["--version"]).stdout ?? "";
  const wanted = `${requirement} ${python.trim()}\n`;
  if (existsSync(note) && readFileSync(note, "utf8") === wanted && works(program)) return program;
  say(`Installing ${requirement} from PyPI (once, about a minute) …`);
  let done = pip(folder, requirement);
  if ((done.status !== 0 || !works(program)) && !isOffline(done) && installSystemPackages())
    done = pip(folder, requirement);
  if (isOffline(done))
    throw new NotReachable(`PyPI cannot be reached for ${requirement}:\n${lastLines(done.stderr ?? "")}`);
  if (done.error)
    throw new NotReachable(
      `Python 3 with its venv module is needed for ${requirement}: ${done.error.message}. On Debian ` +
        `or Ubuntu: apt-get install ${DEBIAN_PACKAGES.join(" ")}.`,
    );
  if (done.status !== 0 || !works(program))
    throw new Error(
      `${requirement} could not be installed:\n${lastLines(`${done.stdout ?? ""}\n${done.stderr ?? ""}`)}\n` +
        `On Debian or Ubuntu it needs: apt-get install ${DEBIAN_PACKAGES.join(" ")}.`,
    );
  writeFileSync(note, wanted);
  return program;
}

/**
 * @param {string} root folder of the project
 * @returns {{octoprint: string, moonraker: string}} the programs' paths
 * @throws NotReachable where it is the network's or Python's fault
 */
export function installPrinters(root) {
  const cache = path.join(root, ".cache", "printers");
  mkdirSync(cache, { recursive: true });
  return {
    octoprint: install(cache, "octoprint", PROGRAMS.octoprint),
    moonraker: install(cache, "moonraker", PROGRAMS.moonraker),
  };
}
