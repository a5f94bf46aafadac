import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { logText } from "@/lib/observability/log-text";

describe("a line of the log for people", () => {
  it.each<[object, string]>([
    [{ level: 30, msg: "request", path: "/a", status: 200 }, "INFO  request path=/a status=200\n"],
    [{ level: 40, msg: "no", why: "two words", list: [1] }, 'WARN  no why="two words" list=[1]\n'],
    [{ level: 50, msg: "one\ntwo", fault: 'a "b"\nc' }, 'ERROR one two fault="a \\"b\\"\\nc"\n'],
    [{ level: 50, msg: "fault", stack: "Error: x\n at y" }, "ERROR fault\n    Error: x\n     at y\n"],
  ])("%j", (entry, text) => {
    expect(logText(JSON.stringify({ time: "2026-11-27T10:00:00.000Z", ...entry }))).toBe(
      `2026-11-27T10:00:00.000Z ${text}`,
    );
  });

  it("has what the JSON line has, and nothing else", () => {
    const lines: string[] = [];
    const written = pino(
      { base: undefined, timestamp: pino.stdTimeFunctions.isoTime },
      { write: (line) => void lines.push(line) },
    );
    written.warn({ limit: "journeysPerAddress" }, "a rate limit is used up");
    expect(logText(lines[0] ?? "")).toMatch(
      /^\d{4}-\d\d-\d\dT[\d:.]+Z WARN {2}a rate limit is used up limit=journeysPerAddress\n$/,
    );
  });
});
