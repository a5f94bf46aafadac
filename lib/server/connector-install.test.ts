import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  isRunning,
  NOBODY,
  place,
  runScript,
  startDownloads,
  SYSTEMCTL,
  type TestDownloads,
} from "@/lib/connector/install/test-install";
import { setUpPrograms } from "@/lib/connector/install/test-programs";
import { startPrinterServer, type PrinterServer } from "@/lib/connector/virtual-printer/start-printer-server";
import { connectorScript } from "@/lib/server/connector-files";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway } from "@/tests/support/gateway";
import { givePrinter } from "@/tests/support/give-printer";
import { until } from "@/tests/support/plugin";

const TOKEN = "tokenTOKEN0123456789abcd";

let portal: TestDownloads;
let printer: PrinterServer;

beforeAll(async () => {
  const built = spawnSync(
    process.execPath,
    ["-e", `import(${JSON.stringify(path.resolve("scripts/prepare.mjs"))}).then((p) => p.buildConnector())`],
    { encoding: "utf8" },
  );
  expect(built.status, built.stderr).toBe(0);
  portal = await startDownloads();
  printer = await startPrinterServer();
  portal.files.set("/connector.mjs", readFileSync("dist/connector.mjs"));
});
afterAll(async () => {
  await portal.close();
  await printer.close();
});

const run = (environment: Record<string, string>, args: string[] = [], script = connectorScript(portal.origin)) =>
  runScript(script, environment, { args, ...(NOBODY !== undefined && { uid: NOBODY }) });

const programIn = (home: string) => path.join(home, ".local/share/printer-connector/connector.mjs");
const filesIn = (home: string) => readdirSync(home, { recursive: true }).map(String);

describe("the install script", () => {
  it("installs without root, twice, and removes all of it", async () => {
    const { home, environment } = place();
    const args = ["--printer", printer.origin];
    const first = await run(environment, args);
    expect(first.out).toContain(`Found OctoPrint`);
    expect(first.out).toMatch(/Installed\. systemd does not run here/);
    expect(first.code).toBe(0);
    const program = path.join(home, ".local/share/printer-connector");
    expect(statSync(path.join(program, "state")).mode & 0o777).toBe(0o700);
    const unit = readFileSync(path.join(home, ".config/systemd/user/printer-connector.service"), "utf8");
    expect(unit).toMatch(/NoNewPrivileges=yes[\s\S]*ProtectSystem=strict/);
    expect(unit).toContain(`--portal ${portal.origin} --dir ${program}/state --printer ${printer.origin}\n`);
    const before = filesIn(home);
    expect((await run(environment, args)).code).toBe(0);
    expect(filesIn(home)).toEqual(before);
    const removed = await run(environment, ["--uninstall"]);
    expect(removed.out).toMatch(/^Removed\./);
    expect(filesIn(home).filter((file) => file.includes("printer-connector"))).toEqual([]);
    expect((await run(environment, ["--uninstall"])).out).toBe("Nothing is installed here.\n");
  });

  it("says in a sentence what is missing, and changes nothing", async () => {
    // Where the script looks last, whatever PATH says: this machine may have one there.
    const withoutDebianNode = connectorScript(portal.origin).replace(" /usr/bin/node ", " /nonexistent/node ");
    expect(withoutDebianNode).toContain("/nonexistent/node");
    const cases: [string, Record<string, string>, RegExp][] = [
      ["no download program", place({ without: ["curl"] }).environment, /neither curl nor wget/],
      ["no checksums", place({ without: ["sha256sum"] }).environment, /no sha256sum/],
      ["no Node", place({ without: ["node"] }).environment, /Node 18 or later is needed/],
      ["no home", { ...place().environment, HOME: "/nonexistent" }, /no home folder/],
      ["a home of others", { ...place().environment, HOME: "/etc" }, /no home folder|Nothing was installed/],
    ];
    for (const [name, environment, sentence] of cases) {
      const { code, out } = await run(environment, ["--printer", printer.origin], withoutDebianNode);
      expect(out, name).toMatch(sentence);
      expect(code, name).toBe(1);
      expect(existsSync(environment.HOME!) ? filesIn(environment.HOME!).join() : "", name).not.toMatch(/connector/);
    }
  });

  it("installs what speaks the language of who installs it", async () => {
    const { home, environment } = place();
    const { out } = await run({ ...environment, LANG: "de_DE.UTF-8" }, ["--printer", printer.origin]);
    expect(out).toMatch(/^Gefunden: OctoPrint .*\nInstalliert\. systemd läuft hier nicht/);
    const unit = readFileSync(path.join(home, ".config/systemd/user/printer-connector.service"), "utf8");
    expect(unit).toMatch(/connector\.mjs --portal \S+ --dir \S+ --lang de --printer /);
  });

  it("an unreachable portal and another file than announced are said, and change nothing", async () => {
    const { home, environment } = place();
    const gone = await run(environment, [], connectorScript("http://127.0.0.1:1"));
    expect(gone.out).toMatch(/http:\/\/127\.0\.0\.1:1 cannot be reached\. Nothing was changed\./);
    const good = portal.files.get("/connector.mjs")!;
    portal.files.set("/connector.mjs", "process.exit(0)");
    const other = await run(environment);
    portal.files.set("/connector.mjs", good);
    expect(other.out).toMatch(/not what it announced/);
    expect([gone.code, other.code]).toEqual([1, 1]);
    expect(filesIn(home)).toEqual([]);
  });

  it("does nothing when its download was cut short, wherever that was", async () => {
    const whole = connectorScript(portal.origin);
    const { home, environment } = place();
    const ends = Array.from({ length: Math.ceil(whole.length / 100) }, (_, at) => at * 100);
    for (let end = whole.length - 20; end < whole.length - 1; end += 1) ends.push(end);
    for (const end of ends) {
      const { out } = await run(environment, ["--printer", printer.origin], whole.slice(0, end));
      expect(out, `${end}`).not.toMatch(/Found|Nothing|Installed/);
    }
    expect(filesIn(home)).toEqual([]);
    expect(portal.got.length).toBeGreaterThan(0);
  });

  it("takes any address of a portal as a word, never as a command", async () => {
    const { home, environment } = place({ also: ["touch"] });
    for (const hostile of ["https://a';touch$IFS$HOME/owned;'", "https://$(touch$IFS$HOME/owned)", "https://`touch`"]) {
      const { code } = await run(environment, [], connectorScript(hostile));
      expect(code).toBe(1);
    }
    expect(filesIn(home)).toEqual([]);
  });

  it("a setup token is asked about, kept in a file that only its owner reads, and a dead one stops it", async () => {
    const { home, environment } = place();
    portal.got.length = 0;
    const dead = await run({ ...environment, SETUP: TOKEN }, ["--printer", printer.origin]);
    expect(dead.out).toMatch(/was used or has expired.*\n*Nothing was installed/);
    expect(filesIn(home)).toEqual([]);
    const Result = { Account: "r…@example.org", ExpiresInSeconds: 1700 };
    portal.setup = { status: 200, body: { Status: 200, Result } };
    const { out } = await run({ ...environment, SETUP: TOKEN }, ["--printer", printer.origin]);
    expect(out).toContain("This links your printer to r…@example.org.");
    expect(out).not.toContain(TOKEN);
    const file = path.join(home, ".local/share/printer-connector/state/setup-token");
    expect(readFileSync(file, "utf8").trim()).toBe(TOKEN);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(portal.got.map(({ line }) => line).join()).not.toContain(TOKEN);
    expect(portal.got.filter(({ body }) => body === JSON.stringify({ Token: TOKEN }))).toHaveLength(2);
  });

  it("the line that installed it updates it, too, though its token was used", async () => {
    const { home, environment } = place();
    portal.setup = { status: 200, body: { Status: 200, Result: { Account: "r…@example.org", ExpiresInSeconds: 1 } } };
    await run({ ...environment, SETUP: TOKEN }, ["--printer", printer.origin]);
    const { mtimeMs: before } = statSync(programIn(home));
    portal.setup = { status: 404, body: { Status: 404, Error: "This line was used or has expired." } };
    const { code, out } = await run({ ...environment, SETUP: TOKEN }, ["--printer", printer.origin]);
    expect([code, out]).toEqual([0, expect.stringContaining("is on this computer already, and is updated")]);
    expect(statSync(programIn(home)).mtimeMs).toBeGreaterThan(before);
  });
});

describe("the service", () => {
  setUpDatabase();
  const real = setUpGateway();
  const startNode = setUpPrograms();
  /** systemd does not run here: a stand-in starts what the unit says, some seconds later. */
  function placeWithService(startsAfter: string) {
    const { home, bin, environment } = place();
    writeFileSync(path.join(bin, "systemctl"), SYSTEMCTL, { mode: 0o755 });
    real.files.set("/connector.mjs", readFileSync("dist/connector.mjs"));
    const script = connectorScript(real.origin).replaceAll("/run/systemd/system", bin);
    return { home, script, environment: { ...environment, STARTS_AFTER: startsAfter } };
  }
  const startProgram = (home: string, origin: string) =>
    startNode([programIn(home), "--portal", origin, "--dir", home, "--printer", printer.origin]);

  it("that starts late is waited for, and its own code is shown; an update shows no old word", async () => {
    const { home, script, environment } = placeWithService("3");
    const args = ["--printer", printer.origin];
    const { code, out } = await run(environment, args, script);
    expect(out).toMatch(/getstarted\?printerid=[A-Z0-9]{60}&code=AAAA-000\d[\s\S]*Installed, and running as a service/);
    expect(code).toBe(0);
    const other = startProgram(home, real.origin);
    await givePrinter(/printerid=([A-Z0-9]{60})/.exec(out)?.[1] ?? "", "Workshop");
    real.look();
    const again = await run(environment, args, script);
    expect(again.out).toMatch(/Linked: "Workshop"\.[\s\S]*Installed, and running as a service/);
    expect(other.exitCode ?? other.signalCode).not.toBeNull();
    const service = Number(readFileSync(path.join(home, "service.pid"), "utf8"));
    expect(isRunning(service)).toBe(true);
    expect((await run(environment, ["--uninstall"], script)).out).toMatch(/^Removed\./);
    expect(isRunning(service)).toBe(false);
  }, 90_000);

  it("that does not start is never said to run", async () => {
    const { script, environment } = placeWithService("");
    const { code, out } = await run(environment, ["--printer", printer.origin], script);
    expect(out).toMatch(/has not said anything yet[\s\S]*does not say that it works. Why: journalctl --user -u /);
    expect(out).not.toMatch(/running as a service/);
    expect(code).toBe(1);
  }, 60_000);

  it("--uninstall ends a program that was started by hand, and no other that has its path", async () => {
    const { home, environment } = place();
    const args = ["--printer", printer.origin];
    await run(environment, args);
    const byHand = startProgram(home, portal.origin);
    const reader = startNode(["-e", "setInterval(() => undefined, 1000)", programIn(home)]);
    expect((await run(environment, args)).out).toContain(`still the old one. End it first: kill ${byHand.pid}\n`);
    const removed = await run(environment, ["--uninstall"]);
    expect(removed).toMatchObject({ code: 0, out: expect.stringMatching(/^Removed\./) });
    expect(byHand.exitCode ?? byHand.signalCode).not.toBeNull();
    expect(reader.exitCode ?? reader.signalCode).toBeNull();
  }, 60_000);

  it("--uninstall ends a program also where nothing else of it is left", async () => {
    const { home, environment } = place();
    await run(environment, ["--printer", printer.origin]);
    const byHand = startProgram(home, portal.origin);
    await until("it runs", () => existsSync(path.join(home, new URL(portal.origin).host.replace(":", "_"))));
    for (const folder of [".local", ".config"]) rmSync(path.join(home, folder), { recursive: true });
    expect((await run(environment, ["--uninstall"])).out).toMatch(/^Removed\./);
    expect(byHand.exitCode ?? byHand.signalCode).not.toBeNull();
  }, 60_000);
});
