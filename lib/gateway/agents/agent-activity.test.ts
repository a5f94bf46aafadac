import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { minutes } from "@/lib/clock";
import { printerActivity } from "@/lib/gateway/printer-activity";
import { readStatus } from "@/lib/obico/read-status";
import { setUpAgents } from "@/tests/support/agent/set-up-agents";
import { until } from "@/tests/support/plugin";

const PRINTING = {
  state: { text: "Printing", flags: { operational: true, printing: true } },
  job: { file: { name: "benchy.gcode" } },
  progress: { completion: 25, printTimeLeft: 3600.4 },
};
const IDLE = { state: { flags: { operational: true, ready: true } } };

describe("what a printer does", () => {
  const agents = setUpAgents();
  afterEach(() => vi.restoreAllMocks());

  it("is known while its agent is connected and says it, and nowhere afterwards", async () => {
    const { agent, printerId, publicId } = await agents.connect();
    expect(printerActivity(printerId)).toBeUndefined();
    agent.say({ status: PRINTING });
    await until("it prints", () => printerActivity(printerId)?.state === "printing");
    expect(printerActivity(printerId)).toEqual({
      state: "printing",
      progress: 0.25,
      file: "benchy.gcode",
      secondsLeft: 3600,
    });
    agent.say({ event: { event_type: "PrintPaused", data: {} } });
    agent.say({ status: { ...PRINTING, state: { flags: { paused: true } } } });
    await until("it is paused", () => printerActivity(printerId)?.state === "paused");
    agent.say({ status: IDLE });
    await until("it is done", () => printerActivity(printerId)?.state === "idle");
    expect(printerActivity(printerId)).toEqual({ state: "idle" });
    expect([printerActivity(publicId), printerActivity("another")]).toEqual([undefined, undefined]);
    agent.socket?.terminate();
    await until("nothing is known", () => printerActivity(printerId) === undefined);
  });

  it("is not known any more when its agent says so, or says nothing for minutes", async () => {
    const { agent, printerId } = await agents.connect({ kind: "moonraker" });
    agent.say({ status: PRINTING });
    await until("it prints", () => printerActivity(printerId) !== undefined);
    agent.say({});
    await until("nothing is known", () => printerActivity(printerId) === undefined);
    agent.say({ status: IDLE });
    await until("it is idle", () => printerActivity(printerId) !== undefined);
    const later = performance.now() + minutes(4);
    vi.spyOn(performance, "now").mockReturnValue(later);
    expect(printerActivity(printerId)).toBeUndefined();
  });
});

describe("what an agent says of its printer", () => {
  const read = (status: unknown) => readStatus(Buffer.from(JSON.stringify({ status })))?.activity;
  const withFlags = (...flags: string[]) =>
    read({ state: { flags: Object.fromEntries(flags.map((name) => [name, true])) } });

  it.each([
    [["operational", "ready"], "idle"],
    [["operational", "printing"], "printing"],
    [["operational", "printing", "pausing"], "printing"],
    [["operational", "cancelling"], "printing"],
    [["operational", "paused"], "paused"],
    [["operational", "paused", "printing"], "paused"],
    [["closedOrError"], "disconnected"],
    [["closedOrError", "error"], "error"],
  ])("with the flags %j is that it is %s", (flags, state) => expect(withFlags(...flags)).toEqual({ state }));

  it.each([null, 1, [], {}, { state: {} }, { state: { flags: 1 } }])("is nothing in %j", (status) =>
    expect(read(status)).toBeUndefined(),
  );

  it("says so where no flag says anything", () => expect(withFlags()).toBe("unknown"));

  it("is bounded and clean, whatever it is", () => {
    const odd = fc.oneof(fc.anything(), fc.double(), fc.string(), fc.string({ minLength: 100, maxLength: 300 }));
    const status = fc.record({
      state: fc.constant({ flags: { printing: true } }),
      job: fc.oneof(odd, fc.record({ file: fc.oneof(odd, fc.record({ name: odd })) })),
      progress: fc.oneof(odd, fc.record({ completion: odd, printTimeLeft: odd })),
    });
    fc.assert(
      fc.property(status, (said) => {
        const json = JSON.stringify({ status: said }, (_, value: unknown) =>
          typeof value === "bigint" ? String(value) : value,
        );
        const activity = readStatus(Buffer.from(json))?.activity;
        if (activity === undefined || activity === "unknown") throw new Error("it prints");
        const { state, progress = 0, file = "a", secondsLeft = 0, ...more } = activity;
        expect([state, more]).toEqual(["printing", {}]);
        expect(progress >= 0 && progress <= 1).toBe(true);
        expect(Number.isInteger(secondsLeft) && secondsLeft >= 0 && secondsLeft < 2 ** 31).toBe(true);
        expect(file).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
        expect([...file].length).toBeLessThanOrEqual(1000);
      }),
    );
  });

  it("leaves out a name that turns text around, is too long, or is of nothing", () => {
    const file = (name: unknown) => {
      const activity = read({ ...PRINTING, job: { file: { name } } });
      return typeof activity === "object" ? activity.file : activity;
    };
    expect(file("  a\u202egpj.gcode\u0007 ")).toBe("agpj.gcode");
    for (const name of ["x".repeat(121), " ", "\u200b", null, 7, {}]) expect(file(name)).toBeUndefined();
    expect(file("x".repeat(120))).toHaveLength(120);
  });
});
