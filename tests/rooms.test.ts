import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

type Report = {
  summary: { violations: { rule: { name: string } }[] };
  modules: { source: string; dependencies: { resolved: string; dependencyTypes: string[] }[] }[];
};

/** Looks at the rooms below a folder as the gate does. */
async function lookAt(folder: string): Promise<Report> {
  const command = path.resolve("node_modules/.bin/depcruise");
  const args = ["--config", path.resolve(".dependency-cruiser.mjs"), "--output-type", "json", "lib"];
  const { stdout } = await promisify(execFile)(command, args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 }).catch(
    (error: { stdout: string }) => error,
  );
  return JSON.parse(stdout) as Report;
}

/** @returns the names of the rules that are broken */
function brokenRules({ summary }: Report): string[] {
  return [...new Set(summary.violations.map(({ rule }) => rule.name))].sort();
}

const roomOf = (file: string) => /^lib\/([^/]+)\//.exec(file)?.[1];

/** Which rooms of lib each room calls. */
function roomsCalled({ modules }: Report): Map<string, Set<string>> {
  const called = new Map<string, Set<string>>();
  for (const { source, dependencies } of modules) {
    const from = roomOf(source);
    for (const { resolved, dependencyTypes } of dependencies) {
      const to = roomOf(resolved);
      if (!from || !to || from === to || dependencyTypes.includes("type-only")) continue;
      called.set(from, (called.get(from) ?? new Set()).add(to));
    }
  }
  return called;
}

const named = (text: string) => [...text.matchAll(/`([\w-]+)`/g)].map(([, name = ""]) => name);

/** The table of docs/architecture.md: which rooms each room calls, beside those that the head of the table names. */
function tableOfRooms(): { beside: string[]; rows: Map<string, string[]> } {
  const text = readFileSync("docs/architecture.md", "utf8");
  const head = /^\| Room \| calls, beside (.*) \|$/m.exec(text);
  const rows = text.slice(head?.index).split("\n\n")[0]?.split("\n").slice(2) ?? [];
  const cells = rows.map((row) => row.split("|").map(named));
  return {
    beside: named(head?.[1] ?? ""),
    rows: new Map(cells.flatMap(([, rooms = [], calls = []]) => rooms.map((room) => [room, calls.sort()] as const))),
  };
}

function plant(files: Record<string, string>): string {
  const folder = mkdtempSync(path.join(tmpdir(), "rooms-test-"));
  writeFileSync(path.join(folder, "tsconfig.json"), "{}");
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

describe("the rule about the rooms of lib", { timeout: 120_000 }, () => {
  const here = lookAt(path.resolve("."));

  it("refuses a circle of folders that no two files make", async () => {
    const folder = plant({
      "lib/relay/send.ts": 'import { open } from "../gateway/streams/open";\nexport const send = open;\n',
      "lib/gateway/streams/open.ts": "export const open = 1;\n",
      "lib/gateway/close.ts": 'import { faults } from "../relay/faults";\nexport const close = faults;\n',
      "lib/relay/faults.ts": "export const faults = 2;\n",
    });
    expect(brokenRules(await lookAt(folder))).toEqual(["gateway-points-back"]);
  });

  it("refuses one of neighbours, and a room that has no place in the order", async () => {
    const folder = plant({
      "lib/apps/one.ts": 'import { two } from "../accounts/two";\nexport const one = two;\n',
      "lib/accounts/two.ts": 'import { three } from "../attic/three";\nexport const two = three;\n',
      "lib/attic/three.ts": "export const three = 3;\n",
    });
    expect(brokenRules(await lookAt(folder))).toEqual(["apps-points-back", "room-without-a-place"]);
  });

  it("lets a type be named anywhere, and rooms point one way", async () => {
    const folder = plant({
      "lib/relay/send.ts":
        'import { open } from "../gateway/open";\nexport type Sent = number;\nexport const send = open;\n',
      "lib/gateway/open.ts": 'import type { Sent } from "../relay/send";\nexport const open = (sent: Sent) => sent;\n',
    });
    expect(brokenRules(await lookAt(folder))).toEqual([]);
  });

  it("holds for the rooms there are", async () => {
    expect(brokenRules(await here)).toEqual([]);
  });

  it("tells in docs/architecture.md which rooms each room calls", async () => {
    const { beside, rows } = tableOfRooms();
    const calls = [...roomsCalled(await here)].flatMap(([room, called]) => {
      const others = [...called].filter((other) => !beside.includes(other)).sort();
      return others.length ? [[room, others] as const] : [];
    });
    expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(calls));
  });
});
