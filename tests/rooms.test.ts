import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

/** Looks at the rooms below a folder as the gate does. @returns the names of the rules that are broken */
async function brokenRules(folder: string): Promise<string[]> {
  const command = path.resolve("node_modules/.bin/depcruise");
  const args = ["--config", path.resolve(".dependency-cruiser.mjs"), "--output-type", "json", "lib"];
  const { stdout } = await promisify(execFile)(command, args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 }).catch(
    (error: { stdout: string }) => error,
  );
  const { summary } = JSON.parse(stdout) as { summary: { violations: { rule: { name: string } }[] } };
  return [...new Set(summary.violations.map(({ rule }) => rule.name))].sort();
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

describe("the rule about the rooms of lib", () => {
  it("refuses a circle of folders that no two files make", async () => {
    const folder = plant({
      "lib/relay/send.ts": 'import { open } from "../gateway/streams/open";\nexport const send = open;\n',
      "lib/gateway/streams/open.ts": "export const open = 1;\n",
      "lib/gateway/close.ts": 'import { faults } from "../relay/faults";\nexport const close = faults;\n',
      "lib/relay/faults.ts": "export const faults = 2;\n",
    });
    expect(await brokenRules(folder)).toEqual(["gateway-points-back"]);
  });

  it("refuses one of neighbours, and a room that has no place in the order", async () => {
    const folder = plant({
      "lib/apps/one.ts": 'import { two } from "../accounts/two";\nexport const one = two;\n',
      "lib/accounts/two.ts": 'import { three } from "../attic/three";\nexport const two = three;\n',
      "lib/attic/three.ts": "export const three = 3;\n",
    });
    expect(await brokenRules(folder)).toEqual(["apps-points-back", "room-without-a-place"]);
  });

  it("lets a type be named anywhere, and rooms point one way", async () => {
    const folder = plant({
      "lib/relay/send.ts":
        'import { open } from "../gateway/open";\nexport type Sent = number;\nexport const send = open;\n',
      "lib/gateway/open.ts": 'import type { Sent } from "../relay/send";\nexport const open = (sent: Sent) => sent;\n',
    });
    expect(await brokenRules(folder)).toEqual([]);
  });

  it("holds for the rooms there are", async () => {
    expect(await brokenRules(path.resolve("."))).toEqual([]);
  });
});
