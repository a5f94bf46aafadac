import { describe, expect, it } from "vitest";
import { readStatus } from "@/lib/connector/platforms/read-status";
import { FORBIDDEN, SERVER_INFO, setUpAnswers } from "@/lib/connector/platforms/test-platform-answers";
import { startPrinterServer } from "@/lib/connector/virtual-printer/start-printer-server";

describe("a printer's platform", () => {
  const { serve } = setUpAnswers();

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
});
