import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import readline from "node:readline";
import { waitFor } from "./proofs";
import type { ConnectorEvent } from "@/lib/connector/connector-event";

/** A program of this test, ended by its own process id. */
export type Program = { child: ChildProcess; output(): string; stop(): Promise<void> };

const { PATH, HOME, TMPDIR, LANG } = process.env;
const running = new Set<Program>();

/** Starts a program that knows nothing of our environment. */
export function startProgram(command: string, args: string[], env: Record<string, string> = {}): Program {
  let output = "";
  const child = spawn(command, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH, HOME, TMPDIR, LANG, NODE_ENV: "production", ...env },
  });
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (output = (output + chunk.toString()).slice(-1_000_000)));
  const gone = once(child, "exit").catch(() => undefined);
  const program: Program = {
    child,
    output: () => output,
    stop: async () => {
      running.delete(program);
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      const kill = setTimeout(() => child.kill("SIGKILL"), 15_000);
      await gone;
      clearTimeout(kill);
    },
  };
  running.add(program);
  return program;
}

/** Ends all that was started, the latest first. */
export async function stopPrograms(): Promise<void> {
  for (const program of [...running].reverse()) await program.stop();
}

export type ConnectorProgram = Program & {
  next<T extends ConnectorEvent["event"]>(
    kind: T,
    where?: (event: Extract<ConnectorEvent, { event: T }>) => boolean,
  ): Promise<Extract<ConnectorEvent, { event: T }>>;
};

/** Our connector as people start it, with `--json`. */
export function startConnector(portal: string, printer: string, dir: string, args: string[] = []): ConnectorProgram {
  const program = startProgram(process.execPath, [
    "--import",
    "tsx",
    "scripts/connector.ts",
    "--portal",
    portal,
    "--printer",
    printer,
    "--dir",
    dir,
    "--json",
    ...args,
  ]);
  const events: ConnectorEvent[] = [];
  readline
    .createInterface({ input: program.child.stdout! })
    .on("line", (line) => events.push(JSON.parse(line) as ConnectorEvent));
  return {
    ...program,
    next: (kind, where = () => true) =>
      waitFor(`the connector's "${kind}"`, () =>
        events.find(
          (event): event is Extract<ConnectorEvent, { event: typeof kind }> =>
            event.event === kind && where(event as never),
        ),
      ),
  };
}
