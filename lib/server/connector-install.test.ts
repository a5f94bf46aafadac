import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newHome, runScript, startDownloads, type TestDownloads } from "@/lib/connector/install/test-install";
import { startPrinterServer, type PrinterServer } from "@/lib/connector/virtual-printer/start-printer-server";
import { connectorScript, findConnectorFile } from "@/lib/server/connector-files";

const TOKEN = "tokenTOKEN0123456789abcd";
/** Who no root is; where the tests are not run by root, whoever runs them. */
const NOBODY = process.getuid?.() === 0 ? 65_534 : undefined;

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

/** A home of its own, and a PATH that holds these programs alone. */
function place(programs: readonly string[], hasNode = true) {
  const home = newHome();
  const bin = path.join(newHome(), "bin");
  mkdirSync(bin);
  chmodSync(path.dirname(bin), 0o755);
  for (const name of programs) {
    const found = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"].map((dir) => `${dir}/${name}`).find(existsSync);
    if (found) symlinkSync(found, path.join(bin, name));
  }
  if (hasNode) symlinkSync(process.execPath, path.join(bin, "node"));
  if (NOBODY !== undefined) chownSync(home, NOBODY, NOBODY);
  return { home, environment: { PATH: bin, HOME: home } };
}

const NEEDED =
  "sh id sed sha256sum cut mktemp rm mkdir cp mv chmod cat find dirname basename uname getconf gzip grep tr sleep".split(
    " ",
  );
const USUAL = [...NEEDED, "curl"];

const run = (environment: Record<string, string>, args: string[] = [], script = connectorScript(portal.origin)) =>
  runScript(script, environment, { args, ...(NOBODY !== undefined && { uid: NOBODY }) });

const filesIn = (home: string) => readdirSync(home, { recursive: true }).map(String);

describe("the install script", () => {
  it("installs without root, twice, and removes all of it", async () => {
    const { home, environment } = place(USUAL);
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
      ["no download program", place(NEEDED).environment, /neither curl nor wget/],
      ["no checksums", place(USUAL.filter((name) => name !== "sha256sum")).environment, /no sha256sum/],
      ["no Node", place(USUAL, false).environment, /Node 18 or later is needed/],
      ["no home", { ...place(USUAL).environment, HOME: "/nonexistent" }, /no home folder/],
      ["a home of others", { ...place(USUAL).environment, HOME: "/etc" }, /no home folder|Nothing was installed/],
    ];
    for (const [name, environment, sentence] of cases) {
      const { code, out } = await run(environment, ["--printer", printer.origin], withoutDebianNode);
      expect(out, name).toMatch(sentence);
      expect(code, name).toBe(1);
      expect(existsSync(environment.HOME!) ? filesIn(environment.HOME!).join() : "", name).not.toMatch(/connector/);
    }
  });

  it("an unreachable portal and another file than announced are said, and change nothing", async () => {
    const { home, environment } = place(USUAL);
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

  it("refuses http elsewhere, and a printer that is no address", async () => {
    const { home, environment } = place(USUAL);
    expect((await run(environment, [], connectorScript("http://portal.example"))).out).toMatch(/is not encrypted/);
    expect((await run(environment, ["--printer", "http://a b"])).out).toMatch(/must be an address/);
    expect((await run(environment, ["--printer", "$(id)"])).out).toMatch(/must be an address/);
    expect((await run(environment, ["--printer"])).out).toMatch(/needs a value/);
    expect((await run(environment, ["--sudo"])).out).toMatch(/is no option/);
    expect(filesIn(home)).toEqual([]);
    expect(await run(environment, ["--help"])).toMatchObject({ code: 0, out: expect.stringContaining("--uninstall") });
  });

  it("takes http from whole addresses of homes and this machine alone, not from names that begin like one", async () => {
    const { home, environment } = place(USUAL);
    const saidAbout = async (host: string) => (await run(environment, [], connectorScript(`http://${host}`))).out;
    // Nothing is there: what counts is that it was asked.
    for (const host of ["localhost:1", "a.localhost:1", "127.0.0.1:1", "[::1]:1"])
      expect(await saidAbout(host)).toMatch(/cannot be reached/);
    const hostile =
      "10.evil.invalid 10.evil.invalid:80 192.168.1.1.evil.invalid 172.16.evil.invalid 127.evil.invalid " +
      "localhost.evil.invalid localhostevil.invalid:80 172.32.0.1 [fdevil] [fc1::1] [::1].evil.invalid 10.0.0.1:80:90";
    for (const host of hostile.split(" ")) expect(await saidAbout(host), host).toMatch(/is not encrypted/);
    expect(filesIn(home)).toEqual([]);
  });

  it("does nothing when its download was cut short, wherever that was", async () => {
    const whole = connectorScript(portal.origin);
    const { home, environment } = place(USUAL);
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
    const { home, environment } = place([...USUAL, "touch"]);
    for (const hostile of ["https://a';touch$IFS$HOME/owned;'", "https://$(touch$IFS$HOME/owned)", "https://`touch`"]) {
      const { code } = await run(environment, [], connectorScript(hostile));
      expect(code).toBe(1);
    }
    expect(filesIn(home)).toEqual([]);
  });

  it("a setup token is asked about, kept in a file that only its owner reads, and a dead one stops it", async () => {
    const { home, environment } = place(USUAL);
    portal.got.length = 0;
    const dead = await run({ ...environment, SETUP: TOKEN }, ["--printer", printer.origin]);
    expect(dead.out).toMatch(/was used or has expired.*\n*Nothing was installed/);
    expect(filesIn(home)).toEqual([]);
    portal.setup = {
      status: 200,
      body: { Status: 200, Result: { Account: "r…@example.org", ExpiresInSeconds: 1700 } },
    };
    const { out } = await run({ ...environment, SETUP: TOKEN }, ["--printer", printer.origin]);
    expect(out).toContain("This links your printer to r…@example.org.");
    expect(out).not.toContain(TOKEN);
    const file = path.join(home, ".local/share/printer-connector/state/setup-token");
    expect(readFileSync(file, "utf8").trim()).toBe(TOKEN);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(portal.got.map(({ line }) => line).join()).not.toContain(TOKEN);
    expect(portal.got.filter(({ body }) => body === JSON.stringify({ Token: TOKEN }))).toHaveLength(2);
  });
});

it("the program is one file of at most 2 MB, with ws, flatbuffers and Node's own modules alone", () => {
  const meta = JSON.parse(readFileSync("dist/connector.json", "utf8")) as { inputs: Record<string, unknown> };
  const packages = Object.keys(meta.inputs).flatMap(
    (file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? [],
  );
  expect([...new Set(packages)].sort()).toEqual(["flatbuffers", "ws"]);
  expect(statSync("dist/connector.mjs").size).toBeLessThan(2 * 1024 * 1024);
  expect(findConnectorFile("/connector.mjs", portal.origin)?.etag).toMatch(/^"[0-9a-f]{64}"$/);
});
