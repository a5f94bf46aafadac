// `npm run bench:unlinked`: what agents that wait to be linked cost, each asking every two seconds as Klipper's does,
// through the connections that a proxy keeps, and on one of its own for each question; beside a plain server of Node's.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import http from "node:http";
import { cpus, loadavg } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import { freePort, startTestPortal } from "../tests/support/portal";

const AGENTS = Number(process.argv[2] ?? 500);
const SECONDS = 20;
const EVERY_MS = 2000;
const TICKS_PER_SECOND = 100;
const KEPT = 8;

/** Answers anything, with as little as can be. */
const PLAIN = (port: number) =>
  `require("http").createServer((q,s)=>{let b="";q.on("data",c=>b+=c);q.on("end",()=>{JSON.parse(b);` +
  `s.writeHead(200,{"Content-Type":"application/json"});s.end("{}")})}).listen(${port},"127.0.0.1")`;

type Asked = { pid: number; port: number };

/** Seconds of a core that a process used so far (proc(5), user and system). */
const coreSeconds = (pid: number) => {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const [user, system] = stat.slice(stat.lastIndexOf(")")).split(" ").slice(12, 14).map(Number);
  return ((user ?? 0) + (system ?? 0)) / TICKS_PER_SECOND;
};

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
    one_time_passcode: "",
  });

/** The device's own, as a proxy tells it: homes have an address each, and limits count by it. */
const addressOf = (device: string) => [10, ...Buffer.from(device, "hex").subarray(0, 3)].join(".");

function ask({ port }: Asked, device: string, agent: http.Agent | false): Promise<void> {
  const text = body(device);
  const headers = {
    Host: `localhost:${port}`,
    "X-Forwarded-For": addressOf(device),
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(text),
  };
  const options = { host: "127.0.0.1", port, method: "POST", path: "/api/v1/octo/unlinked/", agent, headers };
  return new Promise((resolve, reject) => {
    const request = http.request(options, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`answered with ${answer.statusCode}`));
      answer.resume().on("end", resolve);
    });
    request.on("error", reject).end(text);
  });
}

/** @returns what share of a core it took, in percent */
async function measure(asked: Asked, agent: http.Agent | false): Promise<number> {
  const devices = Array.from({ length: AGENTS }, () => randomBytes(16).toString("hex"));
  for (const device of devices) await ask(asked, device, agent);
  const before = coreSeconds(asked.pid);
  const until = performance.now() + SECONDS * 1000;
  const poll = async (device: string) => {
    await wait(Math.random() * EVERY_MS);
    while (performance.now() < until) {
      const next = wait(EVERY_MS);
      await ask(asked, device, agent);
      await next;
    }
  };
  await Promise.all(devices.map(poll));
  return ((coreSeconds(asked.pid) - before) / (SECONDS + EVERY_MS / 1000)) * 100;
}

const kept = () => new http.Agent({ keepAlive: true, maxSockets: KEPT });
const plainPort = await freePort();
const plain = spawn(process.execPath, ["-e", PLAIN(plainPort)]);
await wait(1000);
const plainServer = { pid: plain.pid ?? 0, port: plainPort };
const plainShares = [await measure(plainServer, kept()), await measure(plainServer, false)];
plain.kill();
const portal = await startTestPortal({ TRUSTED_PROXIES: "127.0.0.1" });
const server = { pid: portal.child.pid ?? 0, port: portal.port };
await wait(3000);
const rested = coreSeconds(server.pid);
await wait(SECONDS * 1000);
const atRest = ((coreSeconds(server.pid) - rested) / SECONDS) * 100;
const shares = [await measure(server, kept()), await measure(server, false)];
await portal.stop();

const load = loadavg()[0]?.toFixed(1);
console.log(`\n${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.versions.node}, load ${load}`);
console.log(
  `${AGENTS} agents, a question every ${EVERY_MS / 1000} s each; at rest the portal takes ${atRest.toFixed(1)} %\n`,
);
const row = (name: string, values: number[]) =>
  console.log(`| ${[name, ...values.map((value) => `${value.toFixed(1)} %`)].join(" | ")} |`);
console.log("| of a core | kept connections | one each |\n| --- | --- | --- |");
row("plain server", plainShares);
row("portal", shares);
row(
  "portal, over what it takes at rest",
  shares.map((share) => share - atRest),
);
process.exit(0);
