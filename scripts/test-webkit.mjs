// `npm run test:webkit`: one journey of a new and one of a returning person in WebKit, which is what an iPhone's web
// views are: Debian's build of it, driven by its own WebDriver, on a screen that nobody sees. Ends with one line that
// counts. 3: WebKit is not to be had here, so nothing ran.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { build, prepareSources, run, say, tool } from "./prepare.mjs";

const DID_NOT_RUN = 3;
/** Debian's packages, and the program of each. */
const PACKAGES = { "webkit2gtk-driver": "/usr/bin/WebKitWebDriver", xvfb: "/usr/bin/Xvfb" };
const LIBRARIES = "/usr/lib";

const missing = () => Object.entries(PACKAGES).flatMap(([name, program]) => (existsSync(program) ? [] : [name]));

/** It comes with the driver, in a folder that the machine and the version name. @returns {string | undefined} */
function findMiniBrowser() {
  const below = (folder) => readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const places = [LIBRARIES, ...below(LIBRARIES).map(({ name }) => path.join(LIBRARIES, name))];
  const found = places.flatMap((place) =>
    below(place)
      .filter(({ name }) => /^webkit(2gtk|gtk)-[46]/.test(name))
      .map(({ name }) => path.join(place, name, "MiniBrowser")),
  );
  return found.find((file) => existsSync(file));
}

function leave(why) {
  say(`The journeys in WebKit DID NOT RUN: ${why}.`);
  process.exit(DID_NOT_RUN);
}

if (missing().length && existsSync("/etc/debian_version") && process.getuid?.() === 0) {
  say(`Installing Debian's packages: ${missing().join(", ")} …`);
  const options = { encoding: "utf8", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
  spawnSync("apt-get", ["update", "-qq"], options);
  const { stderr } = spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...missing()], options);
  if (missing().length) process.stderr.write(`${stderr?.trim().split("\n").slice(-4).join("\n")}\n`);
}
if (missing().length)
  leave(
    `not installed here: ${missing().join(", ")}. On Debian or Ubuntu: sudo apt-get install ${missing().join(" ")}`,
  );
const miniBrowser = findMiniBrowser();
if (!miniBrowser) leave("WebKit's MiniBrowser is not where Debian puts it");
prepareSources();
build();
process.exit(run(tool("tsx"), ["tests/webkit/run.ts"], { TEST_MINI_BROWSER: miniBrowser }) ? 0 : 1);
