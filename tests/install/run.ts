import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { startDownloads } from "@/lib/connector/install/test-install";
import { startPrinterServer } from "@/lib/connector/virtual-printer/start-printer-server";
import { connectorScript } from "@/lib/server/connector-files";

/** Proofs in roots of Debian (scripts/test-connector-install.mjs). */
const folder = process.env.TEST_ROOTS_FOLDER ?? "";
const suites = (process.env.TEST_ROOTS ?? "").split(",").filter(Boolean);
const KEPT_NODE = "dist/connector-node/x64.gz";
const counts = { passed: 0, failed: 0 };

function prove(name: string, isTrue: boolean, why = ""): void {
  counts[isTrue ? "passed" : "failed"] += 1;
  process.stdout.write(`${isTrue ? "ok  " : "FAIL"} ${name}\n${isTrue ? "" : `${why}\n`}`);
}

type Ran = { code: number | null; out: string };

/** Not spawnSync: what runs in the root talks to servers of this process. */
function inRoot(place: string, command: string[], input = "", stopAfterMs = 240_000): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn("chroot", [place, ...command], {
      env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", HOME: "/root", LC_ALL: "C" } as unknown as NodeJS.ProcessEnv,
    });
    let out = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece: Buffer) => (out += piece.toString()));
    const timer = setTimeout(() => child.kill(), stopAfterMs);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, out });
    });
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}

const downloads = await startDownloads();
const printer = await startPrinterServer();
downloads.files.set("/connector.mjs", readFileSync("dist/connector.mjs"));
downloads.files.set("/connector.sh", connectorScript(downloads.origin));

const install = (place: string, args = "") =>
  inRoot(place, ["sh", "-c", `curl -fsSL ${downloads.origin}/connector.sh | sh -s -- ${args}`]);

/** A copy that may be spoiled. */
function copyOf(suite: string): string {
  const place = path.join(folder, `${suite}-used`);
  rmSync(place, { recursive: true, force: true });
  spawnSync("cp", ["-a", path.join(folder, suite), place]);
  spawnSync("cp", ["/etc/resolv.conf", path.join(place, "etc/resolv.conf")]);
  return place;
}

const LEFT = ["opt/printer-connector", "var/lib/printer-connector", "etc/systemd/system/printer-connector.service"];
const leftIn = (place: string) => LEFT.filter((item) => existsSync(path.join(place, item)));

/** What the unit starts, as its user: it connects, or says why not. */
async function proveUnit(name: string, place: string): Promise<void> {
  const unit = readFileSync(path.join(place, LEFT[2] ?? ""), "utf8");
  const verified = await inRoot(place, ["systemd-analyze", "verify", "/etc/systemd/system/printer-connector.service"]);
  // Of a root where systemd does not run it can say that, and no more.
  prove(
    `${name}: systemd-analyze finds nothing wrong with the unit`,
    !/printer-connector/.test(verified.out),
    verified.out,
  );
  const spoiled = "/etc/systemd/system/printer-connector-spoiled.service";
  writeFileSync(path.join(place, spoiled), unit.replace("ExecStart=/", "ExecStart=/nowhere/"));
  const noticed = await inRoot(place, ["systemd-analyze", "verify", spoiled]);
  rmSync(path.join(place, spoiled));
  prove(`${name}: and it would have said so`, /printer-connector-spoiled/.test(noticed.out), noticed.out);
  const [, command = ""] = /^ExecStart=(.*)$/m.exec(unit) ?? [];
  const run = ["su", "-s", "/bin/sh", "printer-connector", "-c", `exec timeout 8 ${command}`];
  const ran = await inRoot(place, run);
  const key = path.join(
    place,
    "var/lib/printer-connector",
    new URL(downloads.origin).host.replace(":", "_"),
    "identity.json",
  );
  prove(
    `${name}: what the unit starts runs as its user, which is not root (run directly: systemd did not start it)`,
    /The printer is OctoPrint|does not answer as a portal does/.test(ran.out) && existsSync(key),
    ran.out,
  );
  if (existsSync(key)) prove(`${name}: the printer's key is its user's alone`, (statSync(key).mode & 0o777) === 0o600);
}

async function proveInstall(name: string, place: string): Promise<void> {
  const first = await install(place, `--printer ${printer.origin}`);
  prove(`${name}: installs`, first.code === 0 && /Installed\. systemd does not run/.test(first.out), first.out);
  if (first.code !== 0) return;
  await proveUnit(name, place);
  const again = await install(place, `--printer ${printer.origin}`);
  prove(`${name}: again is an update`, again.code === 0, again.out);
  const removed = await install(place, "--uninstall");
  const users = readFileSync(path.join(place, "etc/passwd"), "utf8");
  prove(
    `${name}: --uninstall leaves nothing`,
    removed.code === 0 && leftIn(place).length === 0 && !users.includes("printer-connector"),
    `${removed.out}${leftIn(place).join()}`,
  );
}

for (const suite of suites) {
  const place = copyOf(suite);
  if (suite === "bullseye") {
    const name = "Debian 11, whose own Node is too old";
    const script = connectorScript(downloads.origin);
    downloads.files.set("/connector.sh", script.replaceAll(/sha='\w*'/g, "sha=''"));
    const refused = await install(place, `--printer ${printer.origin}`);
    const isRefused = refused.code === 1 && /Node 18 or later is needed/.test(refused.out);
    prove(`${name}: a sentence, and nothing installed`, isRefused && !leftIn(place).length, refused.out);
    downloads.files.set("/connector.sh", script);
    if (existsSync(KEPT_NODE)) {
      downloads.files.set("/connector/node-x64.gz", readFileSync(KEPT_NODE));
      await proveInstall(`${name}, with the portal's`, place);
    } else process.stdout.write(`NOT RUN ${name}, with the portal's: npm run connector-node could not get it\n`);
  } else await proveInstall("Debian 12 without Node (its own is installed)", place);
  // As somebody has it who installed a newer one by hand.
  spawnSync("cp", [process.execPath, path.join(place, "usr/local/bin/node")]);
  await proveInstall(`Debian ${suite === "bullseye" ? 11 : 12} with Node`, place);
  rmSync(place, { recursive: true, force: true });
}
await downloads.close();
await printer.close();
process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed\n`);
process.exit(counts.failed === 0 && counts.passed > 0 ? 0 : 1);
