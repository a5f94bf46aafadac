// `npm run bench:agents`: what the way through one of Obico's agents costs, against the same printer without it. The
// agent is the tests' own, which behaves as the real ones were measured; its speed is not theirs.
import { spawn, type ChildProcess } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import path from "node:path";
import readline from "node:readline";
import { WebSocket } from "ws";
import { measureDownload, measureRequests, measureUpload, type Rate, type Way } from "./bench/measure";

const MB = 1024 * 1024;
const [FILE, UPLOAD] = [50 * MB, 5 * MB];
const REQUESTS_MS = 5000;
const TARGETS = { onlineMs: 2000, p50: 40, largestBody: 20 * MB };

const children: ChildProcess[] = [];
const folder = mkdtempSync(path.join(tmpdir(), "bench-agents-"));
chmodSync(folder, 0o711); // where we are root, the embedded database runs as another user and must get through

type Said = { port: number; printerPort: number };

/** Starts one of the processes and waits for the line it says when it is ready. */
async function start(script: string, args: string[] = []): Promise<Said> {
  const child = spawn(
    process.execPath,
    ["--expose-gc", "--import", "tsx", path.join("scripts/bench", script), ...args],
    {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, DATA_DIR: path.join(folder, "data"), DATABASE_URL: "", ENV_FILE: "" },
    },
  );
  children.push(child);
  for await (const line of readline.createInterface({ input: child.stdout! })) {
    const said = JSON.parse(line) as Partial<Said>;
    if (!said.port) continue;
    child.stdout!.resume();
    return said as Said;
  }
  throw new Error(`${script} ended before it was ready`);
}

const askJson = async <T>(port: number, target: string) =>
  (await (await fetch(`http://127.0.0.1:${port}${target}`)).json()) as T;

const row = (cells: (string | number)[]) => console.log(`| ${cells.join(" | ")} |`);

type Linked = { token: string; label: string; authorization: string };

/** @returns milliseconds until the app's first request is answered by the printer */
async function measureOnline(way: Way): Promise<number> {
  const before = performance.now();
  for (;;) {
    const { status } = await fetch(`http://127.0.0.1:${way.port}/api/version`, { headers: way.headers });
    if (status === 200) return performance.now() - before;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** @returns milliseconds until an app's WebSocket is open */
async function measureSocket(way: Way): Promise<number> {
  const before = performance.now();
  const socket = new WebSocket(`ws://127.0.0.1:${way.port}/websocket`, { headers: way.headers });
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  const ms = performance.now() - before;
  socket.terminate();
  return ms;
}

type Measured = { name: string; rate: Rate; download: number; upload: number; socketMs: number };

/** @param note called before and after the download */
async function measure(way: Way, note: () => Promise<unknown> = () => Promise.resolve()): Promise<Measured> {
  const rate = await measureRequests(way, 1, REQUESTS_MS);
  await note();
  const download = await measureDownload(way, FILE);
  await note();
  const upload = await measureUpload(way, UPLOAD);
  return { name: way.name, rate, download, upload, socketMs: await measureSocket(way) };
}

function show(direct: Measured, agent: Measured): void {
  row(["way", "req/s, 1 conn.", "p50 ms", "p99 ms", "50 MB download MB/s", "5 MB upload MB/s", "WebSocket open ms"]);
  row(Array.from({ length: 7 }, () => "---"));
  for (const { name, rate, download, upload, socketMs } of [direct, agent]) {
    const speeds = [download, upload].map((bytes) => (bytes / 10 ** 6).toFixed(0));
    row([name, rate.perSecond.toFixed(0), rate.p50.toFixed(2), rate.p99.toFixed(2), ...speeds, socketMs.toFixed(0)]);
  }
  const slower = [agent.rate.p50 / direct.rate.p50, direct.download / agent.download, direct.upload / agent.upload];
  const [p50, download, upload] = slower.map((ratio) => `${ratio.toFixed(1)} ×`) as [string, string, string];
  row(["slower by", "", p50, "", download, upload, ""]);
}

async function main(): Promise<void> {
  const service = await start("serve.ts");
  const { token, label, authorization } = await askJson<Linked>(service.port, "/link-agent");
  const headers = { Host: `app-${label}.localhost:${service.port}`, Authorization: authorization };
  const way: Way = { name: "agent", port: service.port, headers };
  const printer = await start("serve-agent.ts", [`http://127.0.0.1:${service.port}`, token, String(FILE)]);
  const onlineMs = await measureOnline(way);

  console.log(
    `${cpus().length} × ${cpus()[0]?.model ?? "?"}, ${(totalmem() / 10 ** 6).toFixed(0)} MB, ${process.version}\n`,
  );
  const direct = await measure({ name: "direct", port: printer.printerPort, headers: {} });
  let held = { largestBody: 0, mostHeld: 0 };
  const agent = await measure(way, async () => (held = await askJson<typeof held>(printer.port, "/record")));
  show(direct, agent);
  console.log("");
  row(["", "measured", "at most"]);
  row(["---", "---", "---"]);
  row(["from the agent's connection to an app's first answer", `${onlineMs.toFixed(0)} ms`, `${TARGETS.onlineMs} ms`]);
  row(["small request, p50", `${agent.rate.p50.toFixed(1)} ms`, `${TARGETS.p50} ms`]);
  const inMb = (bytes: number) => `${(bytes / MB).toFixed(1)} MB`;
  row(["50 MB download: largest body that the agent held", inMb(held.largestBody), inMb(TARGETS.largestBody)]);
  row(["all that it held at once", inMb(held.mostHeld), inMb(TARGETS.largestBody)]);
}

main()
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  })
  .finally(() => {
    for (const child of children) child.kill("SIGTERM");
    setTimeout(() => rmSync(folder, { recursive: true, force: true }), 3000);
  });
