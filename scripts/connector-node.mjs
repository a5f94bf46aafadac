// `npm run connector-node`: gets the Nodes that the portal keeps for computers without one, for `/connector.sh` to
// install there. Some 150 MB below dist/connector-node, so only where an operator asks for it; the portal serves them
// from then on. Pinned by version and SHA-512; the script that people run holds the SHA-256 of what is served.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { fail, root, say } from "./prepare.mjs";

// The newest for armv7l that npm has is older than the others.
const NODES = [
  {
    architecture: "x64",
    version: "22.23.3",
    integrity: "sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==",
  },
  {
    architecture: "arm64",
    version: "22.23.3",
    integrity: "sha512-l3DAHZreylo+p9QXDtsOrjG2JXJqVzYXnAGmIQNOUNARcMppTO2cmewVQP+36tjJnSE+dzpMNtgW+c3oiDvXtA==",
  },
  {
    architecture: "armv7l",
    version: "20.11.0",
    integrity: "sha512-pCMLAP35VPJjuaFFkZ8kN8xQmpjH/eBUiIznFyJROtzLpuXqV75xAB12Zloy6b45T0mgujHUAT4Jad9L2G9mYg==",
  },
];

const folder = path.join(root, "dist", "connector-node");
const work = mkdtempSync(path.join(tmpdir(), "connector-node-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !NODES.some(({ architecture }) => architecture === name));
if (unknown !== undefined) fail(`${unknown} is none of ${NODES.map(({ architecture }) => architecture).join(", ")}.`);
mkdirSync(folder, { recursive: true });
for (const { architecture, version, integrity } of NODES) {
  if (wanted.length > 0 && !wanted.includes(architecture)) continue;
  const name = `node-linux-${architecture}`;
  say(`Getting ${name} ${version} …`);
  const packed = spawnSync("npm", ["pack", "--silent", `${name}@${version}`], { cwd: work, encoding: "utf8" });
  if (packed.status !== 0) fail(`npm could not get ${name} ${version}: ${packed.stderr}`);
  const archive = path.join(work, packed.stdout.trim());
  const digest = `sha512-${createHash("sha512").update(readFileSync(archive)).digest("base64")}`;
  if (digest !== integrity) fail(`${name} ${version} is not the one that this portal knows. Nothing of it is kept.`);
  if (spawnSync("tar", ["-xzf", archive, "-C", work, "package/bin/node"]).status !== 0)
    fail(`${name} ${version} cannot be unpacked.`);
  const kept = path.join(folder, `${architecture}.gz`);
  await pipeline(
    createReadStream(path.join(work, "package/bin/node")),
    createGzip({ level: 9 }),
    createWriteStream(`${kept}.new`),
  );
  renameSync(`${kept}.new`, kept);
  say(`Kept ${path.relative(root, kept)}.`);
}
