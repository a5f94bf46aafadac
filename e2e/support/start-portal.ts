import { spawn } from "node:child_process";
import { chmodSync, closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { cliEnvironment, folder, portalUrl } from "./server";

const PATIENCE_MS = 60_000;

const answers = () =>
  fetch(portalUrl()).then(
    (response) => response.ok,
    () => false,
  );

/** Before all journeys: starts the built portal with data of its own. @returns what stops it */
export default async function startPortal(): Promise<() => Promise<void>> {
  mkdirSync(folder(), { recursive: true });
  chmodSync(folder(), 0o711); // where we are root, the database runs as another user and must get through
  if (await answers()) throw new Error(`Something answers at ${portalUrl()} already: stop it, or set E2E_PORT.`);
  const file = path.join(folder(), "portal.log");
  const output = openSync(file, "a");
  const server = spawn(process.execPath, ["dist/server.mjs"], {
    env: cliEnvironment(),
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  const gone = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  for (const deadline = Date.now() + PATIENCE_MS; !(await answers());) {
    if (server.exitCode !== null || Date.now() > deadline)
      throw new Error(`The portal did not start:\n${readFileSync(file, "utf8").slice(-2000)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return async () => {
    server.kill("SIGTERM");
    await gone;
  };
}
