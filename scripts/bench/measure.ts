import { readFile } from "node:fs/promises";
import { Agent, request as requestHttp, type IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** One of the ways that are compared. */
export type Way = { name: string; port: number; headers: Record<string, string> };

export type Rate = { perSecond: number; p50: number; p95: number; p99: number };

const answerTo = (way: Way, path: string, agent: Agent, method = "GET", headers: Record<string, string> = {}) => {
  const request = requestHttp({
    host: "127.0.0.1",
    port: way.port,
    path,
    method,
    agent,
    headers: { ...way.headers, ...headers },
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) =>
    request.once("response", resolve).once("error", reject),
  );
  return { request, answered };
};

async function drain(response: IncomingMessage): Promise<number> {
  let bytes = 0;
  for await (const piece of response) bytes += (piece as Buffer).length;
  if (response.statusCode !== 200 && response.statusCode !== 201) throw new Error(`status ${response.statusCode}`);
  return bytes;
}

/** Small requests one after the other on each of some connections. @returns requests a second, and milliseconds */
export async function measureRequests(way: Way, connections: number, ms: number): Promise<Rate> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times: number[] = [];
  const run = async (until: number, note: boolean) => {
    while (performance.now() < until) {
      const before = performance.now();
      const { request, answered } = answerTo(way, "/api/version", agent);
      request.end();
      await drain(await answered);
      if (note) times.push(performance.now() - before);
    }
  };
  const all = (lengthMs: number, note: boolean) =>
    Promise.all(Array.from({ length: connections }, () => run(performance.now() + lengthMs, note)));
  await all(ms / 4, false);
  await all(ms, true);
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? 0;
  return { perSecond: (times.length / ms) * 1000, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** Answers of 1 kB, asked for at a pace, whatever they take. @returns how many came, and milliseconds */
export async function measurePace(
  way: Way,
  perSecond: number,
  ms: number,
): Promise<{ asked: number; p50: number; p99: number }> {
  const agent = new Agent({ keepAlive: true });
  const times: number[] = [];
  const waiting: Promise<unknown>[] = [];
  const begun = performance.now();
  for (let i = 0; i < (perSecond * ms) / 1000; i++) {
    const due = begun + (i * 1000) / perSecond;
    if (due > performance.now()) await sleep(due - performance.now());
    const before = performance.now();
    const { request, answered } = answerTo(way, "/downloads/files/local/test.gcode?bytes=1000", agent);
    request.end();
    waiting.push(answered.then(drain).then(() => times.push(performance.now() - before)));
  }
  await Promise.all(waiting);
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? 0;
  return { asked: times.length, p50: at(0.5), p99: at(0.99) };
}

/** @returns bytes a second */
export async function measureDownload(way: Way, bytes: number): Promise<number> {
  const agent = new Agent();
  const before = performance.now();
  const { request, answered } = answerTo(way, `/downloads/files/local/test.gcode?bytes=${bytes}`, agent);
  request.end();
  const received = await drain(await answered);
  if (received !== bytes) throw new Error(`${received} of ${bytes} bytes came`);
  return (bytes / (performance.now() - before)) * 1000;
}

/** @returns bytes a second */
export async function measureUpload(way: Way, bytes: number): Promise<number> {
  const piece = Buffer.alloc(64 * 1024);
  const before = performance.now();
  const { request, answered } = answerTo(way, "/api/files/local", new Agent(), "POST", {
    "Content-Length": String(bytes),
  });
  for (let left = bytes; left > 0; left -= piece.length) {
    if (!request.write(left < piece.length ? piece.subarray(0, left) : piece))
      await new Promise((resolve) => request.once("drain", resolve));
  }
  request.end();
  await drain(await answered);
  return (bytes / (performance.now() - before)) * 1000;
}

/** @returns milliseconds until the first bytes of a webcam's stream */
export async function measureFirstPicture(way: Way): Promise<number> {
  const before = performance.now();
  const { request, answered } = answerTo(way, "/webcam/stream", new Agent());
  request.on("error", () => undefined).end();
  const response = await answered;
  await new Promise((resolve) => response.once("data", resolve).on("error", () => undefined));
  request.destroy();
  return performance.now() - before;
}

/** Memory of a process in bytes, as Linux counts it (0 elsewhere). */
export async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
}
