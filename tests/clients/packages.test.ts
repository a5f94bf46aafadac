import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const run = promisify(execFile);
const PACKAGE = path.resolve("clients/typescript");

describe("the package for TypeScript", () => {
  it("holds what it was built of and its page, depends on nothing, and is loaded by Node alone", async () => {
    const { stdout } = await run("npm", ["pack", "--dry-run", "--json"], { cwd: PACKAGE });
    const [{ files }] = JSON.parse(stdout.slice(stdout.indexOf("["))) as [{ files: { path: string }[] }];
    const names = files.map(({ path: name }) => name).sort();
    const sources = [
      ...["base64", "completion", "connection", "errors", "index", "open-web-socket", "pkce", "portal", "relay"],
      ...["sha256", "start-url"],
    ];
    const built = sources.flatMap((name) => [`dist/${name}.d.ts`, `dist/${name}.js`]);
    expect(names).toEqual(["README.md", ...built, "package.json"]);
    const manifest = JSON.parse(readFileSync(path.join(PACKAGE, "package.json"), "utf8")) as Record<string, object>;
    expect([manifest.dependencies, manifest.peerDependencies]).toEqual([undefined, undefined]);

    const home = mkdtempSync(path.join(tmpdir(), "client-package-"));
    const installed = path.join(home, "node_modules", "app-connection-client");
    mkdirSync(installed, { recursive: true });
    for (const name of names) cpSync(path.join(PACKAGE, name), path.join(installed, name));
    const program = `import { newPkce, Portal } from "app-connection-client";
      console.log(new Portal("https://portal.example").startUrl({ appId: "a", codeChallenge: newPkce().challenge }));`;
    writeFileSync(path.join(home, "program.mjs"), program);
    const said = await run(process.execPath, ["program.mjs"], { cwd: home });
    expect(said.stdout).toMatch(/^https:\/\/portal\.example\/appportal\/v1\?appId=a&code_challenge=[\w-]{43}&/);
  });
});
