import { once } from "node:events";
import { mkdtempSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { ConnectorEvent } from "@/lib/connector/connector-event";
import { detectPlatform } from "@/lib/connector/platforms/detect-platform";
import { holdPlatform } from "@/lib/connector/platforms/hold-platform";
import { listWebcams } from "@/lib/connector/platforms/list-webcams";
import { publishId } from "@/lib/connector/platforms/publish-id";
import { readStatus } from "@/lib/connector/platforms/read-status";
import { resolveWebcam } from "@/lib/connector/platforms/resolve-webcam";
import { startPrinterServer } from "@/lib/connector/virtual-printer/start-printer-server";
import { until } from "@/tests/support/plugin";

type Answers = Record<string, { status?: number; headers?: Record<string, string>; body?: unknown }>;

const FORBIDDEN = {
  status: 403,
  body: {
    error:
      "You don't have the permission to access the requested resource. It is either read-protected or " +
      "not readable by the server.",
  },
};
const SERVER_INFO = {
  body: { result: { klippy_connected: false, klippy_state: "disconnected", moonraker_version: "0.11.0" } },
};
const { signal } = new AbortController();

/**
 * The answers are those of OctoPrint 1.11.8 and Moonraker 0.11.0 (`npm run test:printers` runs the real ones), and
 * PrusaLink's of its published interface.
 */
describe("a printer's platform", () => {
  const servers: Server[] = [];
  afterEach(async () => {
    await Promise.all(
      servers
        .splice(0)
        .map((server) => (server.closeAllConnections(), new Promise((resolve) => server.close(resolve)))),
    );
  });

  const asked: string[] = [];
  const serve = async (answers: Answers, port = 0) => {
    asked.length = 0;
    const server = createServer((request, response) => {
      let text = "";
      request.on("data", (chunk) => (text += String(chunk)));
      request.on("end", () => {
        asked.push(`${request.method} ${request.url} ${text}`);
        const {
          status = 200,
          headers = {},
          body,
        } = answers[request.url?.split("?")[0] ?? ""] ?? { status: 404, body: "nothing here" };
        response
          .writeHead(status, { "Content-Type": "application/json", ...headers })
          .end(typeof body === "string" ? body : JSON.stringify(body));
      });
    });
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    servers.push(server);
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };

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

  describe("tells its status", () => {
    it("as OctoPrint", async () => {
      const printer = await startPrinterServer();
      const read = await readStatus({ origin: printer.origin, platform: 1 });
      expect(read).toMatchObject({ ok: true, version: "1.11.3", job: { State: "printing", Error: null } });
      expect(read.ok && read.job.CurrentPrint).toEqual({
        Progress: 42,
        DurationSec: 1512,
        TimeLeftSec: 2088,
        FileName: "test.gcode",
        EstTotalFilUsedMm: 1234.5,
        CurrentLayer: null,
        TotalLayers: null,
        Temps: {
          BedActual: 60.1,
          BedTarget: 60,
          HotendActual: 214.8,
          HotendTarget: 215,
          ChamberActual: null,
          ChamberTarget: null,
        },
      });
      await printer.close();
    });

    it("as OctoPrint that refuses, is not connected to its printer, or says that it failed", async () => {
      const job = (change: object) => ({
        body: {
          job: { file: { name: null }, filament: { length: null } },
          progress: { completion: null, printTime: null, printTimeLeft: null },
          state: "Offline",
          ...change,
        },
      });
      const conflict = { status: 409, body: { error: "Printer is not operational" } };
      expect(
        await readStatus({ origin: await serve({ "/api/job": FORBIDDEN, "/api/printer": FORBIDDEN }), platform: 1 }),
      ).toMatchObject({ ok: false, status: 789 });
      expect(
        await readStatus({ origin: await serve({ "/api/job": job({}), "/api/printer": conflict }), platform: 1 }),
      ).toMatchObject({ ok: false, status: 785 });
      expect(
        await readStatus({
          origin: await serve({
            "/api/job": job({ state: "Offline after error", error: "Thermal runaway" }),
            "/api/printer": conflict,
          }),
          platform: 1,
        }),
      ).toMatchObject({ ok: true, job: { State: "error", Error: "Thermal runaway" } });
    });

    it("as Moonraker", async () => {
      const status = {
        print_stats: {
          state: "printing",
          message: "",
          filename: "cube.gcode",
          print_duration: 900,
          total_duration: 1000,
          filament_used: 5,
          info: { current_layer: 3, total_layer: 12 },
        },
        virtual_sdcard: { progress: 0.25 },
        extruder: { temperature: 210.02, target: 210 },
        heater_bed: { temperature: 60, target: 60 },
      };
      const origin = await serve({
        "/printer/objects/query": { body: { result: { eventtime: 1, status } } },
        "/server/info": SERVER_INFO,
      });
      const read = await readStatus({ origin: "http://127.0.0.1:1", platform: 2, moonraker: origin });
      expect(read).toMatchObject({
        ok: true,
        version: "0.11.0",
        job: {
          State: "printing",
          CurrentPrint: {
            Progress: 25,
            DurationSec: 1000,
            TimeLeftSec: 2700,
            FileName: "cube.gcode",
            CurrentLayer: 3,
            TotalLayers: 12,
            Temps: { HotendActual: 210.02, BedTarget: 60 },
          },
        },
      });
      expect(
        await readStatus({
          origin,
          platform: 2,
          moonraker: await serve({
            "/printer/objects/query": {
              status: 503,
              body: { error: { code: 503, message: "Klippy Host not connected" } },
            },
          }),
        }),
      ).toMatchObject({ ok: false, status: 785 });
    });

    it("as PrusaLink", async () => {
      const origin = await serve({
        "/api/v1/status": {
          body: {
            printer: { state: "PRINTING", temp_bed: 59.9, target_bed: 60, temp_nozzle: 214, target_nozzle: 215 },
            job: { id: 1, progress: 30, time_remaining: 700, time_printing: 300 },
          },
        },
        "/api/v1/job": { body: { file: { display_name: "Benchy.gcode" } } },
      });
      expect(await readStatus({ origin, platform: 6 })).toMatchObject({
        ok: true,
        job: {
          State: "printing",
          CurrentPrint: {
            Progress: 30,
            DurationSec: 300,
            TimeLeftSec: 700,
            FileName: "Benchy.gcode",
            Temps: { BedActual: 59.9 },
          },
        },
      });
      expect(
        await readStatus({ origin: await serve({ "/api/v1/status": { status: 401, body: "" } }), platform: 6 }),
      ).toMatchObject({ ok: false, status: 789 });
    });

    it("not as a platform that is not known", async () => {
      expect(await readStatus({ origin: "http://127.0.0.1:1", platform: 0 })).toMatchObject({ ok: false, status: 788 });
    });
  });

  it("lists its webcams: OctoPrint's from its settings, Moonraker's from its list", async () => {
    const usual = { SnapshotUrl: "/webcam/?action=snapshot", StreamUrl: "/webcam/?action=stream" };
    expect(await listWebcams({ origin: "http://127.0.0.1:1", platform: 1 })).toMatchObject([usual]);
    const settings = (webcam: object) => serve({ "/api/settings": { body: { webcam } } });
    const octoprint = async (webcam: object) =>
      listWebcams({ origin: await settings(webcam), platform: 1, octoPrintKey: "KEY" });
    expect(
      await octoprint({
        webcamEnabled: true,
        snapshotUrl: "http://127.0.0.1:8080/?action=snapshot",
        streamUrl: "",
        flipV: true,
        rotate90: true,
      }),
    ).toEqual([
      {
        Name: "Default",
        Enabled: true,
        FlipH: false,
        FlipV: true,
        Rotation: 270,
        SnapshotUrl: "http://127.0.0.1:8080/?action=snapshot",
        StreamUrl: usual.StreamUrl,
      },
    ]);
    expect(await octoprint({ webcamEnabled: false })).toEqual([]);
    const list = {
      result: {
        webcams: [
          {
            name: "Bed",
            enabled: true,
            snapshot_url: "/cam/s",
            stream_url: "/cam/v",
            flip_horizontal: true,
            flip_vertical: false,
            rotation: 180,
          },
        ],
      },
    };
    const moonraker = await serve({ "/server/webcams/list": { body: list } });
    expect(await listWebcams({ origin: "http://127.0.0.1:1", platform: 2, moonraker })).toEqual([
      {
        Name: "Bed",
        Enabled: true,
        FlipH: true,
        FlipV: false,
        Rotation: 180,
        SnapshotUrl: "/cam/s",
        StreamUrl: "/cam/v",
      },
    ]);
  });

  it.each<[string, string, string | undefined]>([
    ["/webcam/?action=snapshot", "http://10.0.0.5", "http://10.0.0.5/webcam/?action=snapshot"],
    ["http://10.0.0.5:8080/?a=b", "http://10.0.0.5", "http://10.0.0.5:8080/?a=b"],
    ["http://127.0.0.1:8080/?a=b", "http://10.0.0.5", "http://10.0.0.5:8080/?a=b"],
    ["http://[::1]:8080/", "http://10.0.0.5", "http://10.0.0.5:8080/"],
    ["http://localhost:8080/", "http://127.0.0.1:5000", "http://127.0.0.1:8080/"],
    ["http://10.0.0.6/", "http://10.0.0.5", undefined],
    ["//10.0.0.6/x", "http://10.0.0.5", undefined],
    ["http://10.0.0.5@10.0.0.6/", "http://10.0.0.5", undefined],
    ["http://169.254.169.254/latest/", "http://127.0.0.1:5000", undefined],
    ["http://[::ffff:169.254.169.254]/", "http://127.0.0.1:5000", undefined],
    ["rtsp://10.0.0.5/", "http://10.0.0.5", undefined],
    ["file:///etc/passwd", "http://10.0.0.5", undefined],
    ["", "http://10.0.0.5", undefined],
  ])("webcam %s of %s is %s", async (address, printer, url) => {
    expect((await resolveWebcam(address, printer))?.href).toBe(url);
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
