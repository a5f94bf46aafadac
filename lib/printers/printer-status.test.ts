import { describe, expect, it } from "vitest";
import { readPrinterStatus } from "@/lib/printers/printer-status";

const read = (answer: unknown) => readPrinterStatus(Buffer.from(JSON.stringify(answer)));
const job = (State: string, CurrentPrint: object | null = null) => ({
  Status: 200,
  Result: { JobStatus: { State, SubState: null, CurrentPrint } },
});

describe("what the program beside a printer says of it", () => {
  it("is what it prints, how far and for how long", () => {
    expect(read(job("printing", { Progress: 61.98, TimeLeftSec: 4320, FileName: "vase.gcode" }))).toEqual({
      kind: "here",
      activity: { state: "printing", progress: 61.98, secondsLeft: 4320, file: "vase.gcode" },
    });
    expect(read(job("warmingup"))).toMatchObject({ activity: { state: "printing" } });
    expect(read(job("idle"))).toMatchObject({ activity: { state: "idle" } });
  });

  it("is that the printer does not answer it", () =>
    expect(read({ Status: 785, Error: "OctoPrint does not answer." })).toEqual({ kind: "silent" }));

  it.each([
    { Status: 789, Error: "a key is needed" },
    { Status: 754 },
    job("dancing"),
    { Status: 200, Result: { JobStatus: {} } },
    { Status: 200, Result: "printing" },
    [],
    null,
  ])("is nothing more than that it is there: %j", (answer) => expect(read(answer)).toEqual({ kind: "here" }));

  it("is no text that is no JSON, and no more than a line of it", () => {
    expect(readPrinterStatus(Buffer.from("<html>"))).toEqual({ kind: "here" });
    const wild = { Progress: 1e9, TimeLeftSec: -5, FileName: "x".repeat(5000) };
    expect(read(job("printing", wild))).toEqual({
      kind: "here",
      activity: { state: "printing", progress: 100, secondsLeft: undefined, file: "x".repeat(120) },
    });
  });
});
