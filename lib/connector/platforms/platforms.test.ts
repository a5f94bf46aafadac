import { mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { ConnectorEvent } from "@/lib/connector/connector-event";
import { detectPlatform } from "@/lib/connector/platforms/detect-platform";
import { holdPlatform } from "@/lib/connector/platforms/hold-platform";
import { publishId } from "@/lib/connector/platforms/publish-id";
import { FORBIDDEN, SERVER_INFO, setUpAnswers, type Answers } from "@/lib/connector/platforms/test-platform-answers";
import { until } from "@/tests/support/plugin";

const { signal } = new AbortController();

describe("a printer's platform", () => {
  const { servers, serve, asked } = setUpAnswers();

  it.each<[string, number, Answers]>([
    [
      "OctoPrint that tells its version",
      1,
      { "/api/version": { body: { api: "0.1", server: "1.11.8", text: "OctoPrint 1.11.8" } } },
    ],
    [
      "OctoPrint that tells it only with a key",
      1,
      { "/api/version": FORBIDDEN, "/plugin/appkeys/probe": { status: 204 } },
    ],
    ["PrusaLink that tells its version", 6, { "/api/version": { body: { api: "2.0.0", text: "PrusaLink 0.8.1" } } }],
    [
      "PrusaLink that wants a password first",
      6,
      {
        "/api/version": {
          status: 401,
          headers: { "WWW-Authenticate": 'Digest realm="Printer API", nonce="1"' },
          body: "",
        },
      },
    ],
    ["something that refuses like OctoPrint and is none", 0, { "/api/version": FORBIDDEN }],
    ["any other web server", 0, {}],
  ])("is recognised: %s", async (_, platform, answers) => {
    expect(await detectPlatform(await serve(answers), undefined, signal)).toEqual({ platform });
  });

  it("is Moonraker by itself, also where it calls itself OctoPrint or wants a login", async () => {
    const open = await serve({
      "/server/info": SERVER_INFO,
      "/api/version": { body: { text: "OctoPrint (Moonraker v0.11.0)" } },
    });
    expect(await detectPlatform(open, undefined, signal)).toEqual({ platform: 2, moonraker: open });
    const closed = await serve({
      "/server/info": { status: 401, body: { error: { code: 401, message: "Unauthorized" } } },
    });
    expect(await detectPlatform(closed, undefined, signal)).toEqual({ platform: 2, moonraker: closed });
  });

  describe("behind a Klipper front end that does not pass Moonraker's API on", () => {
    const beside = () => serve({ "/server/info": SERVER_INFO });
    const portOf = (origin: string) => Number(new URL(origin).port);
    const frontEnd = async (settings: object) => serve({ "/config.json": { body: settings } });

    it.each<[string, (moonraker: string) => object]>([
      [
        "Mainsail, set to a port",
        (moonraker) => ({
          hostname: null,
          port: portOf(moonraker),
          path: null,
          instancesDB: "moonraker",
          instances: [],
        }),
      ],
      ["Mainsail, set to a host and a port", (moonraker) => ({ hostname: "localhost", port: portOf(moonraker) })],
      [
        "Mainsail, with one instance",
        (moonraker) => ({ instancesDB: "json", instances: [{ hostname: "127.0.0.1", port: portOf(moonraker) }] }),
      ],
      ["Fluidd, with one endpoint", (moonraker) => ({ blacklist: [], endpoints: [moonraker] })],
    ])("is the Moonraker that it is set to: %s", async (_, settings) => {
      const moonraker = await beside();
      expect(await detectPlatform(await frontEnd(settings(moonraker)), undefined, signal)).toEqual({
        platform: 2,
        moonraker,
      });
    });

    it.each<[string, (moonraker: string) => object]>([
      [
        "Mainsail as it comes",
        () => ({ hostname: null, port: null, path: null, instancesDB: "moonraker", instances: [] }),
      ],
      ["Mainsail, whose browser chooses", (moonraker) => ({ instancesDB: "browser", port: portOf(moonraker) })],
      [
        "Mainsail, with two instances",
        (moonraker) => ({
          instancesDB: "json",
          instances: [
            { hostname: "127.0.0.1", port: portOf(moonraker) },
            { hostname: "127.0.0.1", port: 1 },
          ],
        }),
      ],
      ["Mainsail, below a path", (moonraker) => ({ port: portOf(moonraker), path: "/second" })],
      ["Fluidd, with two endpoints", (moonraker) => ({ endpoints: [moonraker, "http://127.0.0.1:1"] })],
      ["Fluidd, below a path", (moonraker) => ({ endpoints: [`${moonraker}/second`] })],
      ["Fluidd, set to another machine", () => ({ endpoints: ["http://192.0.2.1:7125"] })],
      ["Fluidd, set to what is no Moonraker", () => ({ endpoints: ["http://127.0.0.1:1"] })],
      ["something else", (moonraker) => [moonraker]],
    ])("is none without that proof: %s", async (_, settings) => {
      expect(await detectPlatform(await frontEnd(settings(await beside())), undefined, signal)).toEqual({
        platform: 0,
      });
    });
  });

  it("is not known while the printer is off, found when it is there, and remembered when it is off again", async () => {
    const place = await serve({});
    servers.splice(0)[0]?.close();
    const folder = mkdtempSync(path.join(tmpdir(), "platform-test-"));
    const said: string[] = [];
    const report = (event: ConnectorEvent) =>
      void said.push(event.event === "printer" ? `${event.state} ${event.kind}` : event.event);
    const hold = () =>
      holdPlatform({ folder, printer: place, known: undefined, octoPrintKey: () => "KEY", report, lookMs: 20 });
    const held = await hold();
    const before = await held.find(signal);
    expect(before).toEqual({ origin: place, platform: 0, moonraker: undefined, octoPrintKey: undefined });
    let found = false;
    const connection = new AbortController();
    const watching = held.watch(before, "ID", () => (found = true), connection.signal);
    await serve({ "/api/version": { body: { text: "OctoPrint 1.11.8" } } }, Number(new URL(place).port));
    await until("it is found", () => found);
    await watching;
    const after = { origin: place, platform: 1, moonraker: undefined, octoPrintKey: "KEY" };
    expect(await held.find(signal)).toEqual(after);
    servers[0]?.closeAllConnections();
    await new Promise((resolve) => servers.splice(0)[0]?.close(resolve));
    expect(await held.find(signal)).toEqual(after);
    expect(said).toEqual(["unknown other", "found octoprint"]);
    expect(await (await hold()).find(signal)).toEqual(after);
    expect(said).toEqual(["unknown other", "found octoprint", "found octoprint"]);
    expect(statSync(path.join(folder, "printer-kind.json")).mode & 0o777).toBe(0o600);
    writeFileSync(path.join(folder, "printer-kind.json"), "{");
    await expect(hold()).rejects.toThrow(/printer-kind\.json is damaged/);
  });

  it("has its id in Moonraker's database", async () => {
    const moonraker = await serve({ "/server/database/item": { body: { result: {} } } });
    expect(await publishId({ origin: moonraker, platform: 2, moonraker }, "PRINTER")).toBe(true);
    expect(asked).toEqual([
      'POST /server/database/item {"namespace":"octoeverywhere","key":"public.printerId","value":"PRINTER"}',
      expect.stringContaining('"key":"public.pluginVersion"'),
    ]);
    expect(await publishId({ origin: moonraker, platform: 2, moonraker: "http://127.0.0.1:1" }, "PRINTER")).toBe(false);
  });
});
