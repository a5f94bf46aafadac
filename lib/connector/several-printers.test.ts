import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import readline from "node:readline";
import { afterEach, describe, expect, it } from "vitest";
import type { ConnectorEvent } from "@/lib/connector/connector-event";
import { startPrinterServer } from "@/lib/connector/virtual-printer/start-printer-server";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway } from "@/tests/support/gateway";
import { until } from "@/tests/support/plugin";

type Told = ConnectorEvent & { printer?: string };

const TOKEN = "tokenTOKEN0123456789abcd";
const PROGRAM = ["--import", "tsx", "scripts/connector.ts"];

describe("a connector of several printers", () => {
  setUpDatabase();
  const portal = setUpGateway();
  const children: ChildProcess[] = [];
  afterEach(async () => {
    for (const child of children.splice(0)) {
      child.kill();
      if (child.exitCode === null) await once(child, "exit");
    }
  });

  function start(dir: string, printers: readonly string[]) {
    const args = [
      "--portal",
      portal.origin,
      "--dir",
      dir,
      "--json",
      ...printers.flatMap((item) => ["--printer", item]),
    ];
    const child = spawn(process.execPath, [...PROGRAM, ...args], { stdio: ["ignore", "pipe", "inherit"] });
    children.push(child);
    const events: Told[] = [];
    readline.createInterface(child.stdout).on("line", (line) => events.push(JSON.parse(line) as Told));
    return events;
  }
  const idsIn = (events: Told[]) =>
    Object.fromEntries(events.flatMap((item) => (item.event === "online" ? [[item.printer, item.printerId]] : [])));
  const stopAll = async () => {
    for (const child of children.splice(0)) {
      child.kill();
      await once(child, "exit");
    }
  };

  it("gives each an identity, says which it speaks of, and presents a setup token for one, once", async () => {
    const dir = mkdtempSync(path.join(tmpdir(), "several-"));
    const token = path.join(dir, "setup-token");
    writeFileSync(token, `${TOKEN}\n`, { mode: 0o600 });
    const servers = await Promise.all([startPrinterServer(), startPrinterServer()]);
    const printers = servers.map(({ origin }) => origin);
    const first = start(dir, printers);
    await until("both online", () => Object.keys(idsIn(first)).length === 2);
    await until("the token is gone", () => !existsSync(token));
    expect(new Set(Object.values(idsIn(first))).size).toBe(2);
    expect(first).toContainEqual(
      expect.objectContaining({ event: "setup", state: "ready", text: "This links your printer to r…@example.org." }),
    );
    expect(portal.presented).toHaveLength(1);
    expect(portal.presented[0]).toMatchObject({ Token: TOKEN, HostName: hostname() });
    expect(JSON.stringify(first)).not.toContain(TOKEN);

    await until("both show a code", () => first.filter(({ event }) => event === "code").length >= 2);
    const [printer = ""] = printers;
    const args = ["--show", "--portal", portal.origin, "--dir", dir, "--printer", printer];
    const shown = spawnSync(process.execPath, [...PROGRAM, ...args], { encoding: "utf8", timeout: 20_000 });
    expect(shown.stdout).toMatch(/getstarted\?printerid=[A-Z0-9]{60}&code=AAAA-000\d/);

    await stopAll();
    portal.presented.length = 0;
    const again = start(dir, [...printers].reverse());
    await until("both online again", () => Object.keys(idsIn(again)).length === 2);
    expect(idsIn(again)).toEqual(idsIn(first));
    expect(portal.presented).toEqual([]);
    await Promise.all(servers.map((server) => server.close()));
  }, 60_000);

  it("a token that the portal does not know is said and deleted, and the printer shows a code", async () => {
    const dir = mkdtempSync(path.join(tmpdir(), "several-"));
    writeFileSync(path.join(dir, "setup-token"), TOKEN, { mode: 0o600 });
    portal.setup = { Error: "This line has expired." };
    portal.presented.length = 0;
    const server = await startPrinterServer();
    const events = start(dir, [server.origin]);
    await until("a code", () => events.some(({ event }) => event === "code"));
    expect(events.find(({ event }) => event === "setup")).toMatchObject({
      state: "failed",
      text: "This line has expired. Copy the line from the portal's page again.",
    });
    expect(existsSync(path.join(dir, "setup-token"))).toBe(false);
    expect(portal.presented).toEqual([]);
    // It is written as the code is told, not before.
    const status = path.join(dir, new URL(portal.origin).host.replace(":", "_"), "status.json");
    await until("its status", () => existsSync(status) && readFileSync(status, "utf8").includes('"code"'));
    await server.close();
  }, 60_000);
});
