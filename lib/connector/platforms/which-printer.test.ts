import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { ConnectorEvent, PrinterEvent } from "@/lib/connector/connector-event";
import { expectArrival, sendAll } from "@/lib/connector/platforms/test-commands";
import { moonrakerOn, octoPrintOn, pageOn, type PrinterProgram } from "@/lib/connector/platforms/test-printer-programs";
import { newHost, SCENES } from "@/lib/connector/platforms/test-scenes";
import { runConnector, type Connector } from "@/lib/connector/run-connector";
import { isConnectedFrom } from "@/lib/gateway/is-connected-from";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway } from "@/tests/support/gateway";
import { until } from "@/tests/support/plugin";

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, at) =>
    permutations([...items.slice(0, at), ...items.slice(at + 1)]).map((rest) => [item, ...rest]),
  );
}

describe("commands reach the printer that was linked and no other", () => {
  setUpDatabase();
  const portal = setUpGateway();
  const running = new Set<Connector>();
  const programs = new Set<PrinterProgram>();
  const folders: string[] = [];
  afterEach(async () => {
    await Promise.all([...running].map((connector) => connector.stop()));
    await Promise.all([...programs].map((program) => program.stop()));
    running.clear();
    programs.clear();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  const newFolder = () => {
    const folder = mkdtempSync(path.join(tmpdir(), "which-printer-"));
    folders.push(folder);
    return folder;
  };
  const startProgram = async (program: PrinterProgram) => {
    programs.add(program);
    await program.start();
  };
  const startConnector = async (printer: string, dir: string) => {
    const events: ConnectorEvent[] = [];
    const times = { waitSeconds: 0.05, unlinkedMs: 10_000, lookMs: 15 };
    const connector = await runConnector({
      portal: portal.origin,
      printer,
      dir,
      report: (event) => void events.push(event),
      times,
    });
    running.add(connector);
    const said = () => events.filter((event): event is PrinterEvent => event.event === "printer");
    return { connector, events, said };
  };
  const stop = async ({ connector }: { connector: Connector }) => {
    running.delete(connector);
    await connector.stop();
    await until("the portal noticed", () => isConnectedFrom(connector.printerId) === undefined);
  };

  describe.each(Object.keys(SCENES))("%s", (name) => {
    const orders = permutations([
      "connector",
      "own",
      "other",
      ...(SCENES[name]!("127.0.0.1").also.length > 0 ? ["also"] : []),
    ]);

    it.each(orders.map((order) => [order.join(", "), order] as const))("started in the order %s", async (_, order) => {
      const scene = SCENES[name]!(newHost());
      const dir = newFolder();
      let connector: Awaited<ReturnType<typeof startConnector>> | undefined;
      const sendIfConnected = async () =>
        connector && isConnectedFrom(connector.connector.printerId) && sendAll(connector.connector.printerId);
      for (const step of order) {
        if (step === "connector") {
          connector = await startConnector(scene.given, dir);
          const { printerId } = connector.connector;
          await until("it is connected", () => isConnectedFrom(printerId) !== undefined);
        } else
          for (const program of step === "also" ? scene.also : [step === "own" ? scene.own : scene.other])
            await startProgram(program);
        await sendIfConnected();
      }
      const { printerId } = connector!.connector;
      if (scene.kind !== "other")
        await until("it is decided", () =>
          connector!.said().some(({ state, kind }) => state === "found" && kind === scene.kind),
        );
      await expectArrival(printerId, scene);
      if (scene.kind === "klipper")
        await until("its id is published", () => scene.own.got.includes("POST /server/database/item"));

      // One of them goes away, and the connector is started again meanwhile: what was decided holds.
      await scene.own.stop();
      await sendAll(printerId);
      await stop(connector!);
      connector = await startConnector(scene.given, dir);
      await until("it is connected again", () => isConnectedFrom(printerId) !== undefined);
      const { outcomes } = await sendAll(printerId);
      expect(outcomes.every(({ status = 599, error }) => error !== undefined || status >= 400)).toBe(true);
      if (scene.kind !== "other") expect(connector.said().at(-1)).toMatchObject({ state: "found", kind: scene.kind });
      await scene.own.start();
      await expectArrival(printerId, scene);

      expect(scene.other.got).toEqual([]);
      expect(connector.said().filter(({ state }) => state === "different")).toEqual([]);
    });
  });

  it("not even when another kind answers there: it is said, and gets nothing until the first is back", async () => {
    const host = newHost();
    const [octoPrint, moonraker] = [octoPrintOn(host, 5000), moonrakerOn(host, 5000)];
    await startProgram(octoPrint);
    const dir = newFolder();
    const connector = await startConnector(octoPrint.origin, dir);
    const { printerId } = connector.connector;
    await until("it is connected", () => isConnectedFrom(printerId) !== undefined);
    await octoPrint.stop();
    await startProgram(moonraker);
    await until("it is said", () => connector.said().some(({ state }) => state === "different"));
    const event = connector.said().at(-1);
    expect(event).toMatchObject({ state: "different", kind: "octoprint", printer: octoPrint.origin });
    expect(event?.text).toMatch(/was OctoPrint, and now it is Klipper with Moonraker.*delete .*printer-kind\.json/);
    await until("nothing is passed on", async () => {
      const { outcomes } = await sendAll(printerId);
      return outcomes.every(({ error }) => error === "printer_unreachable");
    });
    moonraker.got.length = 0;
    await sendAll(printerId);
    await stop(connector);
    const again = await startConnector(octoPrint.origin, dir);
    await until("it is connected again", () => isConnectedFrom(printerId) !== undefined);
    await sendAll(printerId);
    expect(again.said()).toMatchObject([{ state: "different" }]);
    expect(moonraker.got.filter((line) => !/^GET \/(api\/version|server\/info)$/.test(line))).toEqual([]);
    await moonraker.stop();
    await octoPrint.start();
    await until("it is OctoPrint again", () => again.said().at(-1)?.state === "found");
    await expectArrival(printerId, { given: "", own: octoPrint, other: moonraker, also: [], kind: "octoprint" });
  });

  it("also when the front end is set to another Moonraker later: that is said, and the first one stays", async () => {
    const host = newHost();
    const [own, other] = [moonrakerOn(host, 7126), moonrakerOn(host, 7125)];
    const settings = { port: 7126 };
    const front = pageOn(host, 8080, settings);
    for (const program of [own, other, front]) await startProgram(program);
    const connector = await startConnector(front.origin, newFolder());
    const { printerId } = connector.connector;
    await until("it is connected", () => isConnectedFrom(printerId) !== undefined);
    settings.port = 7125;
    await until("it is said", () => connector.said().some(({ state }) => state === "different"));
    expect(connector.said().at(-1)).toMatchObject({
      moonraker: own.origin,
      text: expect.stringContaining(other.origin),
    });
    await expectArrival(printerId, { given: front.origin, own, other, also: [front], kind: "klipper" });
    expect(other.got.filter((line) => line !== "GET /server/info")).toEqual([]);
  });
});
