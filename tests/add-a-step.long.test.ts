import { execFile, execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

type Block = { kind: string; file: string; lines: string[] };

/** The example of CONTRIBUTING.md: whole files, and changes of files. */
const blocks: Block[] = [
  ...readFileSync("CONTRIBUTING.md", "utf8").matchAll(/^```(tsx?|diff) (\S+)\n([\s\S]*?)\n```$/gm),
].map(([, kind = "", file = "", text = ""]) => ({ kind, file, lines: text.split("\n") }));

/** Carries out a change: a line with a blank before it is looked for, `-` is taken out there, `+` put behind it. */
function change(text: string, lines: string[]): string {
  const before = text.split("\n");
  let at = 0;
  const find = (line: string) => {
    const found = before.indexOf(line, at);
    if (found < 0) throw new Error(`There is no line ${JSON.stringify(line)} behind line ${at}`);
    return found;
  };
  for (const line of lines) {
    const rest = line.slice(1);
    if (line.startsWith("+")) before.splice(at++, 0, rest);
    else if (line.startsWith("-")) before.splice((at = find(rest)), 1);
    else at = find(rest) + 1;
  }
  return before.join("\n");
}

/** A copy of what is in the repository, with the installed packages. */
function copyProject(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "add-a-step-"));
  const files = execFileSync("git", ["ls-files", "-z"], { encoding: "utf8" }).split("\0");
  for (const file of files.filter((name) => name && existsSync(name))) cpSync(file, path.join(folder, file));
  cpSync("lib/db/generated", path.join(folder, "lib/db/generated"), { recursive: true });
  symlinkSync(path.resolve("node_modules"), path.join(folder, "node_modules"));
  return folder;
}

/** Runs a program of the project in a copy. @returns what it printed, with its exit code */
async function run(folder: string, program: string, args: string[]): Promise<{ code: number; printed: string }> {
  const ran = promisify(execFile)(path.join("node_modules/.bin", program), args, { cwd: folder });
  const { code, stdout } = await ran.then(
    ({ stdout }) => ({ code: 0, stdout }),
    (error: { code: number; stdout: string }) => error,
  );
  return { code, printed: stdout };
}

describe("the example of a new step", { timeout: 300_000 }, () => {
  let folder = "";
  const apply = (wanted: (block: Block) => boolean) => {
    for (const { kind, file, lines } of blocks.filter(wanted)) {
      const place = path.join(folder, file);
      mkdirSync(path.dirname(place), { recursive: true });
      writeFileSync(place, kind === "diff" ? change(readFileSync(place, "utf8"), lines) : `${lines.join("\n")}\n`);
    }
  };

  beforeAll(() => {
    folder = copyProject();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("is a file in read, one in act, one component, and changes of eight files", () => {
    expect(blocks.filter(({ kind }) => kind !== "diff").map(({ file }) => path.dirname(file))).toEqual([
      "lib/journey/read",
      "lib/journey/act",
      "components/journey/steps",
    ]);
    expect(blocks.filter(({ kind }) => kind === "diff")).toHaveLength(8);
  });

  it("does not compile while it is a step only: each table asks for it", async () => {
    apply(({ file }) => file === "lib/journey/read/next-step.ts");
    const { code, printed } = await run(folder, "tsc", ["--noEmit"]);
    expect(code).not.toBe(0);
    for (const table of [
      "lib/journey/act/actions.ts",
      "lib/journey/read/views.ts",
      "components/journey/steps/screens.ts",
    ])
      expect(printed, table).toMatch(new RegExp(`^${table}.*offline`, "m"));
  });

  it("compiles, lints and passes the tests of the journey once it is whole", async () => {
    apply(({ file }) => file !== "lib/journey/read/next-step.ts");
    expect(await run(folder, "tsc", ["--noEmit"])).toEqual({ code: 0, printed: "" });
    const written = blocks.map(({ file }) => file).filter((file) => file.endsWith("ts") || file.endsWith("tsx"));
    expect((await run(folder, "eslint", written)).printed).toBe("");
    const tests = [
      "lib/journey/read/next-step.test.ts",
      "lib/journey/act/actions.test.ts",
      "components/journey/thread.test.ts",
    ];
    const { code, printed } = await run(folder, "vitest", ["run", "--reporter=verbose", ...tests]);
    expect(printed).toContain("waits while every printer is off");
    expect(code).toBe(0);
  });
});
