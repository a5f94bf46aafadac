import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import readline from "node:readline";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { askForOctoPrintKey } from "@/lib/connector/ask-for-octoprint-key";
import type { ConnectorEvent } from "@/lib/connector/connector-event";
import { runConnector, type Connector } from "@/lib/connector/run-connector";
import { startPrinterServer } from "@/lib/connector/virtual-printer/start-printer-server";
import { askPrinter } from "@/lib/gateway/ask-printer";
import { liveLinks } from "@/lib/gateway/links/live-links";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway } from "@/tests/support/gateway";
import { until } from "@/tests/support/plugin";

const newFolder = () => mkdtempSync(path.join(tmpdir(), "octoprint-key-test-"));
const KEY = "0123456789ABCDEF0123456789ABCDEF";
const times = { waitSeconds: 0.1, unlinkedMs: 50, linkedMs: 50 };

const generate = (printerId: string, app: string) =>
  askPrinter(printerId, {
    method: "POST",
    url: "/api/plugin/appkeys",
    body: Buffer.from(JSON.stringify({ command: "generate", app })),
    headers: [["Content-Type", "application/json"]],
    localAuth: true,
    patienceMs: 5000,
    longest: 10_000,
  });

/** OctoPrint's application-keys flow, as docs/printer-protocol.md#45-local-authority describes it. */
class Asked {
  answers: { status: number; body?: object }[] = [];
  readonly server: Server;
  constructor() {
    this.server = createServer((request, response) => {
      const isQuestion = request.method === "POST" && request.url === "/plugin/appkeys/request";
      const looks = request.url === "/plugin/appkeys/request/TOKEN";
      const { status, body } = isQuestion
        ? { status: 201, body: { app_token: "TOKEN", auth_dialog: "http://elsewhere.example/" } }
        : looks
          ? (this.answers.shift() ?? { status: 202 })
          : { status: 404 };
      response.writeHead(status, { "Content-Type": "application/json" }).end(body && JSON.stringify(body));
    });
  }
  get origin() {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
}

describe("the connector's OctoPrint key", () => {
  setUpDatabase();
  const portal = setUpGateway();
  const running: Connector[] = [];
  const asked = new Asked();
  beforeEach(async () => {
    asked.answers = [];
    await new Promise<void>((resolve) => asked.server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((connector) => connector.stop()));
    asked.server.closeAllConnections();
    await new Promise((resolve) => asked.server.close(resolve));
  });

  const start = async (printer: string, dir: string, octoPrintKey?: string) => {
    const events: ConnectorEvent[] = [];
    const connector = await runConnector({
      portal: portal.origin,
      printer,
      dir,
      platform: 1,
      octoPrintKey,
      report: (event) => void events.push(event),
      times,
    });
    running.push(connector);
    await until("it is online", () => events.some((event) => event.event === "online"));
    return { connector, events, authority: () => liveLinks().get(connector.printerId)?.localAuth };
  };

  it("gives the portal authority to make one key in OctoPrint, and the same name the same key again", async () => {
    const printer = await startPrinterServer(KEY);
    const { connector, authority } = await start(printer.origin, newFolder(), KEY);
    expect(authority()).toBe(true);
    const answers = [
      await generate(connector.printerId, "My App"),
      await generate(connector.printerId, " my app"),
      await generate(connector.printerId, ""),
    ];
    const [first, second, nameless] = answers.map((answer) =>
      answer.ok
        ? { status: answer.status, body: JSON.parse(answer.body.toString()) as { api_key?: string } }
        : undefined,
    );
    expect(first).toEqual({
      status: 200,
      body: { user_id: "admin", app_id: "My App", api_key: expect.stringMatching(/^[A-Za-z0-9]{32}$/) },
    });
    expect(second?.body.api_key).toBe(first?.body.api_key);
    expect(nameless?.status).toBe(400);
    const version = async (key: string) =>
      (await fetch(`${printer.origin}/api/version`, { headers: { "X-Api-Key": key } })).status;
    expect([await version(first?.body.api_key ?? ""), await version("another")]).toEqual([200, 403]);
    await printer.close();
  });

  it("is needed once: it is kept in a file of its owner only, for this printer and this portal", async () => {
    const dir = newFolder();
    const first = await start(asked.origin, dir, KEY);
    await first.connector.stop();
    const folder = path.join(dir, new URL(portal.origin).host.replace(":", "_"));
    expect(statSync(path.join(folder, "octoprint-key.json")).mode & 0o777).toBe(0o600);
    const again = await start(asked.origin, dir);
    expect(again.authority()).toBe(true);
    await again.connector.stop();
    const elsewhere = await start("http://127.0.0.1:5001", dir);
    expect(elsewhere.authority()).toBe(false);
  });

  it("gives no authority where there is none", async () => {
    const printer = await startPrinterServer();
    const { connector, authority } = await start(printer.origin, newFolder());
    expect(authority()).toBe(false);
    expect(await generate(connector.printerId, "My App")).toMatchObject({ ok: true, status: 403 });
    await printer.close();
  });

  it("is asked for in OctoPrint while the printer is connected, then said on a new connection", async () => {
    asked.answers = [{ status: 202 }, { status: 200, body: { api_key: KEY } }];
    const dir = newFolder();
    const { events, authority } = await start(asked.origin, dir, "ask");
    await until("the portal knows of the key", () => authority() === true);
    expect(events.filter((event) => event.event === "octoprint-key").map((event) => event.state)).toEqual([
      "asking",
      "granted",
    ]);
    expect(events.map((event) => event.event)).not.toContain("offline");
    expect(JSON.stringify(events)).not.toContain(KEY);
    await running.splice(0)[0]?.stop();
    const again = await start(asked.origin, dir, "ask");
    expect(again.authority()).toBe(true);
    expect(again.events.some((event) => event.event === "octoprint-key")).toBe(false);
  });

  it.each<[string, Asked["answers"], RegExp]>([
    ["is refused", [{ status: 202 }, { status: 404 }], /told not to/],
    ["is answered with nonsense", [{ status: 200, body: { api_key: "a\nb" } }], /told not to/],
    ["is never answered", [], /was not answered/],
  ])("leaves the connector without it when the question %s", async (_, answers, sentence) => {
    asked.answers = answers;
    const events: ConnectorEvent[] = [];
    const key = await askForOctoPrintKey(
      asked.origin,
      (event) => void events.push(event),
      new AbortController().signal,
      { pollMs: 10, patienceMs: 200 },
    );
    expect(key).toBeUndefined();
    expect(events).toMatchObject([
      { state: "asking", text: expect.stringMatching(/approve|Allow/) },
      { state: "failed", text: expect.stringMatching(sentence) },
    ]);
  });

  it("cannot be asked for where no OctoPrint is, and the connector says so and goes on", async () => {
    const { events } = await start("http://127.0.0.1:1", newFolder(), "ask");
    await until("it is said", () =>
      events.some((event) => event.event === "octoprint-key" && /cannot be reached/.test(event.text)),
    );
  });

  it("appears nowhere in what the program prints, nor in any other file", async () => {
    const dir = newFolder();
    const child = spawn(
      process.execPath,
      [
        "--import",
        "tsx",
        "scripts/printer.ts",
        "--portal",
        portal.origin,
        "--dir",
        dir,
        "--json",
        "--octoprint-api-key",
        KEY,
      ],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    let printed = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    readline.createInterface({ input: child.stdout });
    await until("a code came", () => printed.includes('"event":"code"'));
    child.kill("SIGTERM");
    await once(child, "exit");
    expect(printed).not.toContain(KEY);
    const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(
      files
        .filter((file) => readFileSync(path.join(file.parentPath, file.name), "utf8").includes(KEY))
        .map((file) => file.name),
    ).toEqual(["octoprint-key.json"]);
  });
});
