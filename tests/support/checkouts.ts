import { once } from "node:events";
import { chmodSync, mkdtempSync, realpathSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach } from "vitest";
import { freePort, launch, printed } from "@/tests/support/portal";

export type Settings = Record<string, string>;
export type Server = { pid: number; port: number; output(): string; stop(): Promise<void> };

const PARTS = [".next", "dist", "lib", "node_modules", "package.json", "prisma", "scripts", "tsconfig.json"];
const running = new Set<Server>();

/** A checkout of its own: other tests run their portals from this one. */
export function newCheckout(): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "portal-checkout-")));
  chmodSync(folder, 0o711);
  for (const part of PARTS) symlinkSync(path.resolve(part), path.join(folder, part));
  return folder;
}

/** The built server. @returns what it said when it refused to start */
export async function start(checkout: string, settings: Settings): Promise<Server | string> {
  const port = await freePort();
  const { child, output } = launch(["dist/server.mjs"], { PORT: String(port), ...settings }, { cwd: checkout });
  const refused = once(child, "exit").then(() => output());
  const first = await Promise.race([refused, printed({ child, output }, "The portal is ready").catch(() => refused)]);
  if (typeof first === "string") return first;
  const server: Server = {
    pid: child.pid ?? 0,
    port,
    output,
    stop: async () => {
      running.delete(server);
      child.kill("SIGTERM");
      await refused;
    },
  };
  running.add(server);
  return server;
}

export async function started(checkout: string, settings: Settings): Promise<Server> {
  const server = await start(checkout, settings);
  if (typeof server === "string") throw new Error(server);
  return server;
}

/** A command line program, started by somebody whose shell has only these settings. */
export async function command(
  checkout: string,
  program: string,
  args: string[],
  settings: Settings = {},
): Promise<{ code: number; output: string }> {
  const { child, output } = launch(["--import", "tsx", `scripts/${program}.ts`, ...args], settings, { cwd: checkout });
  const [code] = (await once(child, "close")) as [number];
  return { code, output: output() };
}

/** For tests: whatever runs when a test ends is stopped. */
export function stopServersAfterEach(): void {
  afterEach(async () => {
    for (const server of running) await server.stop();
  });
}
