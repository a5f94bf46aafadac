import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { ASK, parseArguments } from "@/lib/connector/parse-arguments";

const KEY = "K".repeat(32);
const folder = mkdtempSync(path.join(tmpdir(), "arguments-"));
const file = path.join(folder, "key");
const read = (args: string[], showsKey = false) => {
  const given = ["--portal", "https://portal.example", "--printer", "http://a.local", ...args];
  const parsed = parseArguments(given, { dir: ".connector", needsPrinter: true, showsKey });
  return parsed.ok ? parsed.arguments.octoPrintKey : parsed.sentence;
};

it("a printer's key comes from a file or from OctoPrint itself, never from the command line", () => {
  writeFileSync(file, `${KEY}\n`);
  expect(read([])).toBeUndefined();
  expect(read(["--octoprint-api-key", "ask"])).toBe(ASK);
  expect(read(["--octoprint-api-key-file", file])).toBe(KEY);
  expect(read(["--octoprint-api-key", KEY])).toMatch(/every program of this machine/);
  expect(read(["--octoprint-api-key", "ask", "--octoprint-api-key-file", file])).toMatch(/not both/);
});

it("that of the virtual printer, which opens nothing, may stand there", () => {
  expect(read(["--octoprint-api-key", KEY], true)).toBe(KEY);
  expect(read(["--octoprint-api-key", "k"], true)).toMatch(/must be a key/);
});
