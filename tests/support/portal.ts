import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync } from "node:fs";
import http from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

export type Answer = { status: number; headers: http.IncomingHttpHeaders; body: string };
export type Ask = {
  method?: string;
  host?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  chunked?: boolean;
};

/** A portal as a process of its own, as built. */
export type TestPortal = {
  child: ChildProcess;
  port: number;
  dataDir: string;
  /** Everything it printed so far. */
  output(): string;
  ask(target: string, options?: Ask): Promise<Answer>;
  stop(): Promise<void>;
};

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

export function newDataDir(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "portal-server-"));
  chmodSync(folder, 0o711); // where we are root, the database runs as another user and must get through
  return folder;
}

/** Asks a server on loopback, with any Host header. */
export function ask(
  port: number,
  target: string,
  { method = "GET", host = `localhost:${port}`, headers = {}, body, chunked = false }: Ask = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = body !== undefined && !chunked ? { "Content-Length": String(Buffer.byteLength(body)) } : {};
    const request = http.request(
      { host: "127.0.0.1", port, method, path: target, agent: false, headers: { Host: host, ...length, ...headers } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
        response.on("error", reject);
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

/** Starts a program of the project. @param env all of its environment but the path */
export function launch(
  args: string[],
  env: Record<string, string>,
  options: { detached?: boolean; cwd?: string } = {},
): { child: ChildProcess; output(): string } {
  let output = "";
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: "production", ENV_FILE: "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    ...options,
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return { child, output: () => output };
}

/** Waits until a program has printed something. */
export async function printed(
  { child, output }: { child: ChildProcess; output(): string },
  text: string,
): Promise<void> {
  while (!output().includes(text)) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Starts the built server and waits until it listens. @param env settings; the port is chosen unless given */
export async function startTestPortal(env: Record<string, string> = {}): Promise<TestPortal> {
  const port = Number(env.PORT ?? (await freePort()));
  const dataDir = env.DATA_DIR ?? newDataDir();
  const { child, output } = launch(["dist/server.mjs"], { ...env, PORT: String(port), DATA_DIR: dataDir });
  await printed({ child, output }, "The portal is ready");
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    await once(child, "exit");
  };
  return { child, port, dataDir, output, ask: (target, options) => ask(port, target, options), stop };
}
