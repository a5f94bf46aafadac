import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { openRoot, type DebianRoot } from "./debian-root";
import { counts, prove } from "./prove";
import { proveByHand, proveService, STATE } from "./prove-service";
import { startDownloads, type TestDownloads } from "@/lib/connector/install/test-install";
import { startPrinterServer } from "@/lib/connector/virtual-printer/start-printer-server";
import { connectorScript } from "@/lib/server/connector-files";

/** Proofs in roots of Debian (scripts/test-connector-install.mjs), each Debian beside the other. */
const folder = process.env.TEST_ROOTS_FOLDER ?? "";
const suites = (process.env.TEST_ROOTS ?? "").split(",").filter(Boolean);
const KEPT_NODE = "dist/connector-node/x64.gz";
const LEFT = ["opt/printer-connector", "var/lib/printer-connector", "etc/systemd/system/printer-connector.service"];

const printer = await startPrinterServer();

type Tried = { root: DebianRoot; downloads: TestDownloads };

const install = ({ root, downloads }: Tried, args = "", before = "") =>
  root.sh(
    `curl -fsSL ${downloads.origin}/connector.sh >/run/connector.sh; ${before} sh -s -- ${args} </run/connector.sh`,
  );

const leftIn = (root: DebianRoot) => LEFT.filter((item) => existsSync(root.file(item)));

/** Of the portal, in the state folder. */
const folderOf = ({ downloads }: Tried) => `${STATE}/${new URL(downloads.origin).host.replace(":", "_")}`;

/** What the unit starts, as its user: it connects, or says why not. */
async function proveUnit(name: string, tried: Tried): Promise<void> {
  const { root } = tried;
  const unit = readFileSync(root.file(LEFT[2] ?? ""), "utf8");
  const verify = (file: string) => root.run(["systemd-analyze", "verify", file]);
  const verified = await verify("/etc/systemd/system/printer-connector.service");
  // Of a root where systemd does not run it can say that, and no more.
  prove(
    `${name}: systemd-analyze finds nothing wrong with the unit`,
    !/printer-connector/.test(verified.out),
    verified.out,
  );
  const spoiled = "/etc/systemd/system/printer-connector-spoiled.service";
  writeFileSync(root.file(spoiled), unit.replace("ExecStart=/", "ExecStart=/nowhere/"));
  const noticed = await verify(spoiled);
  rmSync(root.file(spoiled));
  prove(`${name}: and it would have said so`, /printer-connector-spoiled/.test(noticed.out), noticed.out);
  const [, command = ""] = /^ExecStart=(.*)$/m.exec(unit) ?? [];
  const ran = await root.run(["su", "-s", "/bin/sh", "printer-connector", "-c", `exec timeout 8 ${command}`]);
  const key = root.file(`${folderOf(tried)}/identity.json`);
  prove(
    `${name}: what the unit starts runs as its user, which is not root (run directly: systemd did not start it)`,
    /The printer is OctoPrint|does not answer as a portal does/.test(ran.out) && existsSync(key),
    ran.out,
  );
  if (existsSync(key)) prove(`${name}: the printer's key is its user's alone`, (statSync(key).mode & 0o777) === 0o600);
}

async function proveInstall(name: string, tried: Tried): Promise<boolean> {
  const { root } = tried;
  const first = await install(tried, `--printer ${printer.origin}`);
  prove(`${name}: installs`, first.code === 0 && /Installed\. systemd does not run/.test(first.out), first.out);
  if (first.code !== 0) return false;
  await proveUnit(name, tried);
  const again = await install(tried, `--printer ${printer.origin}`);
  prove(`${name}: again is an update`, again.code === 0, again.out);
  const removed = await install(tried, "--uninstall");
  const users = readFileSync(root.file("etc/passwd"), "utf8");
  prove(
    `${name}: --uninstall leaves nothing`,
    removed.code === 0 && leftIn(root).length === 0 && !users.includes("printer-connector"),
    `${removed.out}${leftIn(root).join()}`,
  );
  return true;
}

/** Debian 11, whose own Node is too old: the portal's is there, or it is not. */
async function proveOldDebian(tried: Tried): Promise<void> {
  const { root, downloads } = tried;
  const name = "Debian 11, whose own Node is too old";
  const script = connectorScript(downloads.origin);
  downloads.files.set("/connector.sh", script.replaceAll(/sha='\w*'/g, "sha=''"));
  const refused = await install(tried, `--printer ${printer.origin}`);
  const isRefused = refused.code === 1 && /Node 18 or later is needed/.test(refused.out);
  prove(`${name}: a sentence, and nothing installed`, isRefused && !leftIn(root).length, refused.out);
  const asNobody = "exec setpriv --reuid 65534 --regid 65534 --clear-groups env HOME=/run/home sh -s -- --printer";
  const account = await root.sh(`install -d -o nobody /run/home; ${asNobody} ${printer.origin} </run/connector.sh`);
  prove(
    `${name}: an account without Node is told what root would do`,
    account.code === 1 && /as root: apt-get install nodejs.*Nothing was changed/.test(account.out),
    account.out,
  );
  downloads.files.set("/connector.sh", script);
  if (existsSync(KEPT_NODE)) {
    downloads.files.set("/connector/node-x64.gz", readFileSync(KEPT_NODE));
    await proveInstall(`${name}, with the portal's`, tried);
  } else process.stdout.write(`NOT RUN ${name}, with the portal's: npm run connector-node could not get it\n`);
}

async function proveSuite(suite: string): Promise<void> {
  const root = await openRoot(path.join(folder, suite), path.join(folder, `${suite}-used`));
  const downloads = await startDownloads();
  downloads.files.set("/connector.mjs", readFileSync("dist/connector.mjs"));
  downloads.files.set("/connector.sh", connectorScript(downloads.origin));
  downloads.setup = {
    status: 200,
    body: { Status: 200, Result: { Account: "r…@example.org", ExpiresInSeconds: 1700 } },
  };
  const tried = { root, downloads };
  if (suite === "bullseye") await proveOldDebian(tried);
  else await proveInstall("Debian 12 without Node (its own is installed)", tried);
  // As somebody has it who installed a newer one by hand.
  spawnSync("cp", [process.execPath, root.file("usr/local/bin/node")]);
  const name = `Debian ${suite === "bullseye" ? 11 : 12} with Node`;
  const shown = await install(tried, `--printer ${printer.origin}`);
  const unit = readFileSync(root.file(LEFT[2] ?? ""), "utf8");
  const isOwn = !/Downloading Node|Installing Node/.test(shown.out) && unit.includes("ExecStart=/usr/local/bin/node ");
  prove(`${name}: that is the one that is used`, isOwn, shown.out + unit);
  await install(tried, "--uninstall");
  if (await proveInstall(name, tried)) {
    const service = {
      name,
      root,
      install: (args?: string, before?: string) => install(tried, args, before),
      folder: folderOf(tried),
      printer: printer.origin,
    };
    await proveByHand(service);
    await proveService(service);
  }
  root.close();
  await downloads.close();
}

await Promise.all(suites.map(proveSuite));
await printer.close();
process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed\n`);
process.exit(counts.failed === 0 && counts.passed > 0 ? 0 : 1);
