import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import type { DebianRoot, Ran } from "./debian-root";
import { prove } from "./prove";

export const STATE = "/var/lib/printer-connector";
const TOKEN = "tokenTOKEN0123456789abcd";
const SYSTEMCTL = "usr/local/bin/systemctl";

type Service = {
  name: string;
  root: DebianRoot;
  /** Runs the line, as root. */
  install(args?: string, before?: string): Promise<Ran>;
  /** The portal's folder in the state folder. */
  folder: string;
  printer: string;
};

const ownerIn = async (root: DebianRoot, file: string) => (await root.sh(`stat -c %U ${file}`)).out.trim();

/** Reads what links could have changed. */
const readVictims = ({ file }: DebianRoot) =>
  JSON.stringify([
    readFileSync(file("etc/hosts"), "utf8"),
    statSync(file("etc/hosts")).mode,
    statSync(file("etc")).mode,
    statSync(file("etc")).uid,
    ["printer.json", "status.json", "setup-token"].filter((item) => existsSync(file(`etc/${item}`))),
  ]);

/** Links that the service's user leaves where root could follow them. */
async function proveLinks({ name, root, install, folder, printer }: Service): Promise<void> {
  writeFileSync(root.file("etc/hosts"), "127.0.0.1 localhost\n");
  chmodSync(root.file("etc"), 0o755);
  const before = readVictims(root);
  const asService = (line: string) => root.run(["runuser", "-u", "printer-connector", "--", "sh", "-c", line]);
  const attacks: [string, string][] = [
    ["the portal's folder a link to /etc", `rm -rf ${folder} && ln -sfn /etc ${folder}`],
    [
      "drafts and the token links to /etc/hosts",
      `rm -rf ${folder} && mkdir -m 700 ${folder} && cd ${folder} && for f in printer.json printer-kind.json ` +
        `status.json identity.json; do ln -sfn /etc/hosts $f.new; done; ln -sfn /etc/hosts ${STATE}/setup-token`,
    ],
    ["a folder of the token's name", `rm -rf ${STATE}/setup-token && mkdir -p ${STATE}/setup-token/x`],
    [
      "links in links",
      `rm -rf ${STATE}/setup-token && ln -sfn /etc ${STATE}/more && ln -sfn /etc/hosts ${folder}/status.json`,
    ],
  ];
  for (const [attack, line] of attacks) {
    const put = await asService(line);
    const ran = await install(`--printer ${printer}`, `SETUP=${TOKEN}`);
    const after = readVictims(root);
    prove(
      `${name}: an update changes nothing outside (${attack})`,
      put.code === 0 && after === before,
      put.out + ran.out + after,
    );
    if (attack.startsWith("the portal's"))
      prove(
        `${name}: and does not say that it works`,
        ran.code === 1 && /does not say that it works/.test(ran.out),
        ran.out,
      );
  }
  const { out } = await install(`--printer ${printer}`);
  prove(`${name}: without the attacker's links it runs again`, /The service runs/.test(out), out);
}

/** First install: who looks at the service before it has begun must not be in its way. */
async function proveFirst({ name, root, install, folder, printer }: Service): Promise<void> {
  const ran = await install(`--printer ${printer}`);
  const { out: log } = await root.sh("cat /run/connector.log");
  prove(
    `${name}: a service that starts late is waited for, and says itself how it gets on`,
    ran.code === 0 && /does not answer as a portal does[\s\S]*The service runs, is not connected yet/.test(ran.out),
    ran.out + log,
  );
  prove(
    `${name}: its folders are its user's`,
    (await ownerIn(root, folder)) === "printer-connector" && !/cannot be made|another user/.test(log),
    log,
  );
}

async function proveNever({ name, root, install, printer }: Service): Promise<void> {
  writeFileSync(root.file("run/never-starts"), "");
  const ran = await install(`--printer ${printer}`);
  rmSync(root.file("run/never-starts"));
  prove(
    `${name}: a service that does not start is not said to run`,
    ran.code === 1 && /does not say that it works. Why: journalctl/.test(ran.out),
    ran.out,
  );
}

async function proveOthers({ name, root, install }: Service): Promise<void> {
  await root.sh("useradd --create-home alice");
  const asAlice = await root.sh(
    `runuser -u alice -- env HOME=/home/alice sh -c 'sh -s -- --uninstall </run/connector.sh'`,
  );
  prove(
    `${name}: an account is told that the one here is root's, and how it goes`,
    asAlice.code === 1 && /installed as root[\s\S]*sudo sh -s -- --uninstall/.test(asAlice.out),
    asAlice.out,
  );
  mkdirSync(root.file("home/alice/.local/share/printer-connector"), { recursive: true });
  const removed = await install("--uninstall");
  prove(
    `${name}: root's is removed with the service that runs, and the account's is named`,
    removed.code === 0 && /Removed[\s\S]*\/home\/alice is left alone/.test(removed.out),
    removed.out,
  );
  const running = (await root.sh("cat /proc/[0-9]*/cmdline | tr '\\0' ' '")).out;
  prove(`${name}: and runs no more`, !running.includes("connector.mjs --portal"), running);
  await root.sh("userdel -r alice");
}

/** The service as systemd would start it, with a stand-in for systemd (systemctl.sh). */
export async function proveService(service: Service): Promise<void> {
  const { root } = service;
  writeFileSync(root.file(SYSTEMCTL), readFileSync("tests/install/systemctl.sh"), { mode: 0o755 });
  mkdirSync(root.file("run/systemd/system"), { recursive: true });
  await proveFirst(service);
  await proveNever(service);
  await proveLinks(service);
  await proveOthers(service);
  rmSync(root.file(SYSTEMCTL));
  rmSync(root.file("run/systemd"), { recursive: true });
}

/** Without systemd the script says how to start it by hand: what was started so is ended too. */
export async function proveByHand({ name, root, install, printer }: Service): Promise<void> {
  const { out } = await install(`--printer ${printer}`);
  const [line = ""] = /^ {2}su -s .*$/m.exec(out) ?? [];
  await root.sh(`(${line}) </dev/null >/run/by-hand.log 2>&1 & sleep 4`);
  const { out: log } = await root.sh("cat /run/by-hand.log");
  prove(`${name}: the line that it shows starts the program`, /The printer is|does not answer as/.test(log), out + log);
  const removed = await install("--uninstall");
  const users = readFileSync(root.file("etc/passwd"), "utf8");
  const running = (await root.sh("cat /proc/[0-9]*/cmdline | tr '\\0' ' '")).out;
  prove(
    `${name}: --uninstall ends what was started by hand, and removes its user`,
    removed.code === 0 && !users.includes("printer-connector") && !running.includes("connector.mjs --portal"),
    removed.out + running,
  );
  prove(`${name}: and its folders`, !existsSync(root.file(STATE)) && !lstatSync(root.file("opt")).isSymbolicLink());
}
