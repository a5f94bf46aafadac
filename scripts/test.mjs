// `npm test`: what is checked before every change, from nothing: style and import borders, types, the build, unit and
// integration tests, one journey of a new and of a returning person for each way in. `npm run test:rest` runs what
// takes longer: all other journeys, and tests that walk over the whole server. Each ends with minutes, and one line
// that counts.
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { build, fail, prepareSources, run, say, tool } from "./prepare.mjs";
import { prepareStripeMock, STRIPE_MOCK_TEST } from "../tests/support/stripe-mock.mjs";

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const isRest = process.argv.includes("--rest");
/** Tests that take a minute or more. */
const LONG = "**/*.long.test.ts";
const counts = { passed: 0, failed: 0 };
const minutes = [];
/** What could not be run here, and why: said where it is left out, and again at the end. */
const left = [];
const reports = mkdtempSync(path.join(tmpdir(), "portal-reports-"));

function count(passed, failed) {
  counts.passed += passed;
  counts.failed += failed;
}

/** Runs one part, and remembers how long it took. */
async function part(title, act) {
  say(`\n== ${title}`);
  const before = performance.now();
  await act();
  minutes.push(`${((performance.now() - before) / 60_000).toFixed(1)} min  ${title}`);
}

/** A check that is one test: it passes or it does not. */
function check(command, args) {
  const well = run(command, args);
  count(well ? 1 : 0, well ? 0 : 1);
}

function leaveOut(sentence) {
  left.push(sentence);
  say(sentence);
}

const readReport = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined);

function unitTests() {
  const file = path.join(reports, "unit.json");
  const mock = isRest ? {} : prepareStripeMock();
  if ("missing" in mock) leaveOut(`Stripe's API: DID NOT RUN, since ${mock.missing}.`);
  const without = "missing" in mock ? [`--exclude=${STRIPE_MOCK_TEST}`] : [];
  const which = isRest ? [".long.test."] : [`--exclude=${LONG}`, ...without];
  const well = run(
    tool("vitest"),
    ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`, ...which],
    "program" in mock ? { TEST_STRIPE_MOCK: mock.program } : {},
  );
  const report = readReport(file);
  const failed =
    (report?.numFailedTests ?? 0) +
    (report?.testResults ?? []).filter((result) => result.status === "failed" && result.assertionResults.length === 0)
      .length;
  count(report?.numPassedTests ?? 0, well ? 0 : Math.max(1, failed));
}

/** Chromium from the system: Playwright's own cannot be fetched everywhere. */
function ensureChromium() {
  if (CHROMIUM.some((file) => existsSync(file))) return;
  const debian = existsSync("/etc/debian_version") && process.getuid?.() === 0;
  if (debian) {
    say("Installing Chromium for the journeys …");
    const quiet = { DEBIAN_FRONTEND: "noninteractive" };
    run("apt-get", ["update", "-qq"], quiet);
    if (run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], quiet)) return;
  }
  fail(
    "The journeys need Chromium. On Debian or Ubuntu: sudo apt-get install chromium. Elsewhere install it as /usr/bin/chromium.",
  );
}

/** A port that is free now: another portal on this machine is left alone. */
async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

async function journeys() {
  const file = path.join(reports, "journeys.json");
  const folder = mkdtempSync(path.join(tmpdir(), "portal-e2e-"));
  const settings = {
    E2E_PART: isRest ? "rest" : "first",
    E2E_REPORT: file,
    E2E_FOLDER: folder,
    E2E_PORT: String(await freePort()),
  };
  const well = run(tool("playwright"), ["test"], settings);
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = readReport(file)?.stats ?? {};
  // What did not run because something before it failed has not passed.
  count(expected, well ? 0 : Math.max(1, unexpected + flaky + skipped));
  rmSync(folder, { recursive: true, force: true });
}

prepareSources();
ensureChromium();
if (!isRest) {
  await part("style, import borders and rooms", () => {
    check(tool("prettier"), ["--check", "--log-level=warn", "."]);
    check(tool("eslint"), ["."]);
    check(tool("depcruise"), ["--config", ".dependency-cruiser.mjs", "lib", "app", "components", "server.ts"]);
  });
  await part("types", () => check(tool("tsc"), ["--noEmit"]));
}
await part("build", build);
await part(isRest ? "tests of the whole server" : "unit and integration tests", unitTests);
await part("journeys in a browser", journeys);
rmSync(reports, { recursive: true, force: true });
for (const sentence of left) say(`\n${sentence}`);
say(`\n${minutes.join("\n")}`);
say(`\n${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;
