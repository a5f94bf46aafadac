// `npm run bench:relay`: what the relay costs, against the same printer: directly, through a plain proxy, through the
// relay.
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, chmodSync } from "node:fs";
import { cpus, loadavg, tmpdir, totalmem } from "node:os";
import path from "node:path";
import readline from "node:readline";
import { bundle } from "./bench/bundle";
import { connectPrinters } from "./bench/idle-printers";
import {
  measureDownload,
  measureFirstPicture,
  measureRequests,
  measureUpload,
  measurePace,
  memoryOf,
  type Rate,
  type Way,
} from "./bench/measure";
import { measureBeside } from "./bench/measure-slow-reader";

const GIGABYTE = 10 ** 9;
const REQUESTS_MS = 5000;
/** Before each way is measured: a server that has just begun still compiles what it runs. */
const WARM_MS = 5000;
/** `-- --long`: also what takes minutes. */
const isLong = process.argv.includes("--long");
const [IDLE_PRINTERS, ARRIVALS] = isLong ? [10_000, 120] : [2000, 50];

const children: ChildProcess[] = [];
const folder = mkdtempSync(path.join(tmpdir(), "bench-relay-"));
chmodSync(folder, 0o711); // where we are root, the embedded database runs as another user and must get through

/** Starts one of the processes and waits for the line it says when it is ready. */
async function start(
  script: string,
  args: string[] = [],
): Promise<{ child: ChildProcess; said: { port: number; printerId?: string } }> {
  const child = spawn(process.execPath, ["--expose-gc", await bundle(script), ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, DATA_DIR: path.join(folder, "data"), DATABASE_URL: "", ENV_FILE: "" },
  });
  children.push(child);
  for await (const line of readline.createInterface({ input: child.stdout! })) {
    const said = JSON.parse(line) as { port?: number; printerId?: string };
    if (said.port) {
      child.stdout!.resume();
      return { child, said: { ...said, port: said.port } };
    }
  }
  throw new Error(`${script} ended before it was ready`);
}

async function askJson<T>(port: number, target: string): Promise<T> {
  return (await (await fetch(`http://127.0.0.1:${port}${target}`)).json()) as T;
}

const megabytes = (bytes: number) => (bytes / 10 ** 6).toFixed(0);
const row = (cells: (string | number)[]) => console.log(`| ${cells.join(" | ")} |`);

type Process = Awaited<ReturnType<typeof start>>;

/** The way of an app to a printer through the relay. */
async function relayWay(service: Process, printer: Process): Promise<Way> {
  const { label, authorization } = await askJson<{ label: string; authorization: string }>(
    service.said.port,
    `/connect-app/${printer.said.printerId}`,
  );
  return {
    name: "relay",
    port: service.said.port,
    headers: { Host: `app-${label}.localhost:${service.said.port}`, Authorization: authorization },
  };
}

/** What others notice of a slow reader, where the printer's program counts no credit. */
async function compareBesideSlowReaders(service: Process): Promise<void> {
  const printer = await start("serve-plugin-printer.ts", [
    `http://localhost:${service.said.port}`,
    path.join(folder, "plugin-printer"),
  ]);
  const usedMemory = async () => (await askJson<{ bytes: number }>(service.said.port, "/memory")).bytes;
  const measured = await measureBeside(await relayWay(service, printer), usedMemory);
  const alone = measured[0]?.others.p95 ?? 0;
  console.log("\nBeside a slow reader (a plugin's printer, 4 connections of others):\n");
  row(["who reads slowly", "req/s of the others", "p50 ms", "p95 ms", "p95, ratio", "memory growth MB"]);
  row(Array.from({ length: 6 }, () => "---"));
  for (const { name, others, memoryGrowth } of measured) {
    row([
      name,
      others.perSecond.toFixed(0),
      others.p50.toFixed(2),
      others.p95.toFixed(2),
      (others.p95 / alone).toFixed(1),
      megabytes(memoryGrowth),
    ]);
  }
  printer.child.kill("SIGTERM");
}

/** One way, measured. Bytes a second, milliseconds; `grown`: bytes of each process in the two gigabytes. */
type Measured = { one: Rate; many: Rate; download: number; upload: number; picture: number; grown: number[] };

async function measureWay(way: Way, memory: () => Promise<number[]>): Promise<Measured> {
  await measureRequests(way, 32, WARM_MS);
  const one = await measureRequests(way, 1, REQUESTS_MS);
  const many = await measureRequests(way, 32, REQUESTS_MS);
  const before = await memory();
  const download = await measureDownload(way, GIGABYTE);
  const upload = await measureUpload(way, GIGABYTE);
  const grown = (await memory()).map((bytes, i) => bytes - (before[i] ?? 0));
  return { one, many, download, upload, picture: await measureFirstPicture(way), grown };
}

const HEADINGS = [
  ...["way", "req/s, 1 conn.", "p50 ms", "p99 ms", "req/s, 32 conn.", "p50 ms", "p99 ms"],
  ...["download MB/s", "upload MB/s", "first picture ms"],
];

const cellsOf = ({ one, many, download, upload, picture }: Measured) => [
  ...[one, many].flatMap((rate) => [rate.perSecond.toFixed(0), rate.p50.toFixed(2), rate.p99.toFixed(2)]),
  ...[megabytes(download), megabytes(upload), picture.toFixed(1)],
];

const percent = (part: number, whole: number) => `${((part / whole) * 100).toFixed(0)} %`;

/** What is aimed at, beside what was measured, as parts of what a plain proxy does in the same run. */
function compare(relay: Measured, proxy: Measured): void {
  console.log("\nThe relay beside the plain proxy:\n");
  row(["", "measured", "target"]);
  row(["---", "---", "---"]);
  row(["requests a second, 32 connections", percent(relay.many.perSecond, proxy.many.perSecond), "40 %, aim 55 %"]);
  row(["p50 over it, 1 connection", `${(relay.one.p50 - proxy.one.p50).toFixed(2)} ms`, "0.50 ms, aim 0.35 ms"]);
  row(["p99, 32 connections", `${(relay.many.p99 / proxy.many.p99).toFixed(1)} x`, "4 x"]);
  row(["download", percent(relay.download, proxy.download), "85 %"]);
  row(["upload", percent(relay.upload, proxy.upload), "85 %"]);
  const [gateway = 0, connector = 0] = relay.grown;
  row([
    "memory growth in 2 x 1 GB, gateway and connector",
    `${megabytes(gateway)}, ${megabytes(connector)} MB`,
    "64 MB",
  ]);
}

async function main(): Promise<void> {
  const service = await start("serve.ts");
  const printer = await start("serve-printer.ts", [
    `http://localhost:${service.said.port}`,
    path.join(folder, "printer"),
  ]);
  const proxy = await start("plain-proxy.ts", [String(printer.said.port)]);
  const direct = { name: "direct", port: printer.said.port, headers: {} };
  const plain = { name: "plain proxy", port: proxy.said.port, headers: {} };
  const relayed = await relayWay(service, printer);
  const memory = async () => [await memoryOf(service.child.pid ?? 0), await memoryOf(printer.child.pid ?? 0)];

  const machine = `${cpus().length} × ${cpus()[0]?.model ?? "?"}, ${megabytes(totalmem())} MB`;
  // What others do on the machine meanwhile is in every number below.
  console.log(`${machine}, Node ${process.version}, load before it ${loadavg()[0]?.toFixed(1)}\n`);
  row(HEADINGS);
  row(HEADINGS.map(() => "---"));
  const measure = async (way: Way) => {
    const measured = await measureWay(way, memory);
    row([way.name, ...cellsOf(measured)]);
    return measured;
  };
  await measure(direct);
  const ofProxy = await measure(plain);
  compare(await measure(relayed), ofProxy);

  await compareBesideSlowReaders(service);
  if (isLong) await measureMinute(relayed);
  await connectIdlePrinters(service);
}

/** What a farm's apps ask all day: many small answers, at a pace. */
async function measureMinute(way: Way): Promise<void> {
  const { asked, p50, p99 } = await measurePace(way, 320, 60_000);
  const times = `p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`;
  console.log(`\n320 requests of 1 kB a second for a minute: ${asked} answered, ${times}`);
}

async function connectIdlePrinters({ said, child }: Awaited<ReturnType<typeof start>>): Promise<void> {
  const key = await askJson<{ Result: { PublicKey: string } }>(said.port, "/api/printer/key");
  const empty = await memoryOf(child.pid ?? 0);
  const idle = await connectPrinters(said.port, key.Result.PublicKey, IDLE_PRINTERS, ARRIVALS);
  const held = (await memoryOf(child.pid ?? 0)) - empty;
  console.log(
    `\n${idle.accepted} of ${IDLE_PRINTERS} printers connected at ${ARRIVALS} a second, slowest ` +
      `handshake ${idle.slowestMs.toFixed(0)} ms; they take ${megabytes(held)} MB of the gateway`,
  );
  idle.leave();
}

const clean = async () => {
  await Promise.all(
    children.map((child) =>
      child.exitCode === null && child.kill("SIGTERM")
        ? new Promise((resolve) => child.once("exit", resolve))
        : undefined,
    ),
  );
  rmSync(folder, { recursive: true, force: true });
};
await main().finally(clean);
process.exit(0);
