import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { startProgram, type Program } from "./programs";
import { waitFor } from "./proofs";

/** Without Klipper: Moonraker answers by itself, and says that Klipper is not there. */
const config = (port: number, folder: string) => `
[server]
host: 127.0.0.1
port: ${port}
klippy_uds_address: ${folder}/klippy.sock

[authorization]
trusted_clients:
    127.0.0.1

[machine]
provider: none
validate_service: False
validate_config: False
`;

export type Moonraker = { origin: string; start(): Promise<void>; stop(): Promise<void>; output(): string };

/** A throw-away Moonraker on loopback. @param program the installed program @param folder of its own */
export function moonrakerAt(program: string, folder: string, port: number): Moonraker {
  for (const name of ["config", "gcodes", "logs"]) mkdirSync(path.join(folder, name), { recursive: true });
  writeFileSync(path.join(folder, "config", "moonraker.conf"), config(port, folder));
  const origin = `http://127.0.0.1:${port}`;
  let running: Program | undefined;
  return {
    origin,
    output: () => running?.output() ?? "",
    start: async () => {
      const started = startProgram(program, ["-d", folder]);
      running = started;
      await waitFor("Moonraker", async () => {
        if (started.child.exitCode !== null) throw new Error(`Moonraker ended: ${started.output().slice(-1500)}`);
        return (await fetch(`${origin}/server/info`).catch(() => undefined))?.ok || undefined;
      });
    },
    stop: async () => running?.stop(),
  };
}
