// `npm run test:connector`: the install script in fresh roots of Debian 11 and 12, made by debootstrap: with Node and
// without, twice, uninstalled; its unit by systemd-analyze, and what the unit starts run directly, since systemd itself
// does not run in such a root. Needs root. Ends with one line that counts the proofs. Exit code 0: all passed. 1:
// something failed. 3: debootstrap or Debian's mirror is not there, so nothing ran.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { buildConnector, prepareSources, root, run, say, tool } from "./prepare.mjs";

const DID_NOT_RUN = 3;
const MIRROR = "http://deb.debian.org/debian";
const folder = path.join(root, ".cache", "roots");

function leave(sentence) {
  say(`${sentence}\nThe tests of the install script in Debian's roots DID NOT RUN.`);
  process.exit(DID_NOT_RUN);
}

const works = (command, args) => spawnSync(command, args, { stdio: "ignore" }).status === 0;

/** A root that is made once and copied for each test. @returns whether it is there */
function makeRoot(suite) {
  const place = path.join(folder, suite);
  if (existsSync(path.join(place, ".whole"))) return true;
  rmSync(place, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  say(`Making a root of Debian ${suite} (once, about two minutes) …`);
  const args = ["--variant=minbase", "--include=curl,ca-certificates,systemd", suite, place, MIRROR];
  const made = spawnSync("debootstrap", args, { encoding: "utf8", timeout: 300_000 });
  if (made.status !== 0) {
    say(`Debian ${suite} cannot be had: ${(made.stdout ?? "").trim().split("\n").at(-1) ?? ""}`);
    return false;
  }
  return works("touch", [path.join(place, ".whole")]);
}

if (process.platform !== "linux" || process.getuid() !== 0) leave("Roots are made by root on Linux.");
if (!works("sh", ["-c", "command -v debootstrap"])) {
  const quiet = { DEBIAN_FRONTEND: "noninteractive" };
  run("apt-get", ["update", "-qq"], quiet);
  run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "debootstrap"], quiet);
}
if (!works("sh", ["-c", "command -v debootstrap"])) leave("debootstrap cannot be had.");
const suites = ["bullseye", "bookworm"].filter(makeRoot);
if (suites.length === 0) leave("No root could be made.");
prepareSources();
buildConnector();
// The Node that the portal keeps for computers without one; without it that proof is left out, and said so.
if (!existsSync(path.join(root, "dist/connector-node/x64.gz")) && process.arch === "x64")
  run(process.execPath, ["scripts/connector-node.mjs", "x64"]);
const passed = run(tool("tsx"), ["tests/install/run.ts"], { TEST_ROOTS: suites.join(), TEST_ROOTS_FOLDER: folder });
process.exit(passed ? 0 : 1);
