// What `npm start` and `npm test` do first on any machine: install what is missing, generate the database client, build
// what changed. Uses only what Node brings, since nothing else may be there yet.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

export const root = path.resolve(import.meta.dirname, "..");
const OLDEST_NODE = [20, 19];
const SOURCES = [
  "app",
  "components",
  "lib",
  "pages",
  "public",
  "prisma/schema.prisma",
  "server.ts",
  "scripts/connector.ts",
  "scripts/browser-assets.mjs",
  "next.config.mjs",
  "tsconfig.json",
  "package.json",
  "package-lock.json",
];
/** Made by the steps below, or not part of the program. */
const isSource = (file) => !file.startsWith("lib/db/generated") && !file.endsWith(".test.ts");

/** @param {string} text one sentence, to the person at the terminal */
export function say(text) {
  process.stdout.write(`${text}\n`);
}

/** Ends the program with a sentence. @returns {never} */
export function fail(text) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

/** Runs a program to its end and shows what it prints. @returns {boolean} whether it went well */
export function run(command, args, environment = {}) {
  return (
    spawnSync(command, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...environment } }).status === 0
  );
}

/** @returns {string} path of a program that came with the dependencies */
export const tool = (name) => path.join(root, "node_modules", ".bin", name);

function filesBelow(place) {
  const full = path.join(root, place);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [place];
  return readdirSync(full, { withFileTypes: true }).flatMap((entry) => filesBelow(path.join(place, entry.name)));
}

function fingerprint(places) {
  const hash = createHash("sha256");
  for (const file of places.flatMap(filesBelow).filter(isSource).sort())
    hash.update(`${file}\n`).update(readFileSync(path.join(root, file)));
  return hash.digest("hex");
}

/** Does a step unless it was done for the same input. @param {string} note file that remembers the input */
function once(note, input, action) {
  const file = path.join(root, note);
  if (existsSync(file) && readFileSync(file, "utf8") === input) return;
  rmSync(file, { force: true });
  action();
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, input);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [oldest, oldestMinor] = OLDEST_NODE;
  if (major < oldest || (major === oldest && minor < oldestMinor))
    fail(`Node ${OLDEST_NODE.join(".")} or later is needed; this is ${process.versions.node}.`);
}

function install() {
  once(
    "node_modules/.portal-installed",
    `${process.version} ${fingerprint(["package.json", "package-lock.json"])}`,
    () => {
      say("Installing what the portal needs (once, about a minute) …");
      // Not `npm ci`: it refuses a lock file that lists builds for other systems than the registry serves. No install
      // scripts: they would fetch programs from elsewhere, and nothing here needs them.
      const args = [
        "install",
        "--no-save",
        "--include=dev",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
      ];
      if (!run("npm", args))
        fail("npm could not install the dependencies: see its message above. It needs to reach the npm registry.");
    },
  );
}

function generateClient() {
  once("lib/db/generated/.schema", fingerprint(["prisma/schema.prisma", "package-lock.json"]), () => {
    const { status, stdout, stderr } = spawnSync(tool("prisma"), ["generate"], {
      cwd: root,
      encoding: "utf8",
      env: { ...process.env, CHECKPOINT_DISABLE: "1", PRISMA_HIDE_UPDATE_MESSAGE: "1" },
    });
    if (status !== 0) fail(`The database client could not be generated:\n${stdout}${stderr}`);
  });
}

/** Dependencies and generated code. */
export function prepareSources() {
  checkNode();
  install();
  generateClient();
}

/** What the connector says, by language: these texts of the catalogue and no others go into its one file. */
function connectorTexts() {
  const folder = path.join(root, "lib/messages");
  const read = (file) => JSON.parse(readFileSync(path.join(folder, file), "utf8")).connector ?? {};
  const files = readdirSync(path.join(folder, "languages")).filter((file) => file.endsWith(".json"));
  return Object.fromEntries([
    ["en", read("en.json")],
    ...files.sort().map((file) => [file.slice(0, -".json".length), read(`languages/${file}`)]),
  ]);
}

/**
 * The connector as people run it: one file that Node 18 runs, with all it needs inside. `require` is for libraries that
 * are not modules yet.
 */
export function buildConnector() {
  const banner = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';
  const bundle = [
    "scripts/connector.ts",
    "--bundle",
    "--platform=node",
    "--format=esm",
    "--target=node18",
    "--alias:@=.",
    "--external:bufferutil",
    "--external:utf-8-validate",
    "--charset=utf8",
    `--define:CONNECTOR_TEXTS=${JSON.stringify(connectorTexts())}`,
    `--banner:js=${banner}`,
    "--outfile=dist/connector.mjs",
    "--metafile=dist/connector.json",
    "--log-level=error",
  ];
  if (!run(tool("esbuild"), bundle)) fail("The connector could not be bundled: see above.");
}

/** The built server: `.next` and `dist/server.mjs`, with the connector that it serves. */
export function build() {
  once("dist/.built", `${process.version} ${fingerprint(SOURCES)}`, () => {
    say("Building (about a minute) …");
    if (!run(tool("next"), ["build"], { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" }))
      fail("The build failed: see above.");
    const bundle = [
      "server.ts",
      "--bundle",
      "--platform=node",
      "--format=esm",
      "--packages=external",
      "--target=node20",
      "--alias:@=.",
      "--outfile=dist/server.mjs",
      "--log-level=warning",
    ];
    if (!run(tool("esbuild"), bundle)) fail("The server could not be bundled: see above.");
    buildConnector();
    if (!run(process.execPath, ["scripts/browser-assets.mjs"]))
      fail("The pages' script and style could not be built: see above.");
  });
}
