// `npm run bench:unlinked`: what agents that wait to be linked cost, each asking every two seconds on a connection of
// its own, as Klipper's does.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import { startTestPortal } from "../tests/support/portal";

const AGENTS = Number(process.argv[2] ?? 500);
const SECONDS = 30;
const EVERY_MS = 2000;
const TICKS_PER_SECOND = 100;

/** Seconds of a core that a process used so far (proc(5), user and system). */
const coreSeconds = (pid: number) => {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const [user, system] = stat.slice(stat.lastIndexOf(")")).split(" ").slice(12, 14).map(Number);
  return ((user ?? 0) + (system ?? 0)) / TICKS_PER_SECOND;
};

const portal = await startTestPortal();
const pid = portal.child.pid ?? 0;
const body = (device: string) =>
  JSON.stringify({
    device_id: device,
    hostname: "voron-pi",
    host_or_ip: "192.168.1.21",
    port: 80,
    os: "linux",
    arch: "aarch64",
    rpi_model: "Raspberry Pi 4 Model B Rev 1.4",
    plugin_version: "2.1.4",
    agent: "moonraker_obico",
    printerprofile: "Unknown",
    machine_type: "Klipper",
    one_time_passcode: "",
    meta: {},
  });

const latencies: number[] = [];
let refused = 0;
async function ask(device: string): Promise<void> {
  const began = performance.now();
  const headers = { "Content-Type": "application/json" };
  const { status } = await portal.ask("/api/v1/octo/unlinked/", { method: "POST", headers, body: body(device) });
  latencies.push(performance.now() - began);
  if (status !== 200) refused++;
}

async function poll(device: string, until: number): Promise<void> {
  await wait(Math.random() * EVERY_MS);
  while (performance.now() < until) {
    const next = wait(EVERY_MS);
    await ask(device);
    await next;
  }
}

const devices = Array.from({ length: AGENTS }, () => randomBytes(16).toString("hex"));
await Promise.all(devices.map(ask));
await wait(3000);
const atRest = coreSeconds(pid);
await wait(SECONDS * 1000);
const before = coreSeconds(pid);
latencies.length = 0;
await Promise.all(devices.map((device) => poll(device, performance.now() + SECONDS * 1000)));
const used = coreSeconds(pid) - before;
await portal.stop();

latencies.sort((a, b) => a - b);
const percent = (core: number) => `${((core / SECONDS) * 100).toFixed(1)} %`;
console.log(`\n${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.versions.node}\n`);
console.log(`${AGENTS} agents, ${latencies.length} questions in ${SECONDS} s, ${refused} refused\n`);
console.log(`of a core: ${percent(used)}, at rest ${percent(before - atRest)}`);
console.log(`answered after: median ${latencies[latencies.length >> 1]?.toFixed(1)} ms\n`);
process.exit(0);
