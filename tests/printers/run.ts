// The proofs of `npm run test:printers`: started by scripts/test-printers.mjs once everything is installed and built.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { moonrakerAt } from "./moonraker";
import { octoPrintAt } from "./octoprint";
import { stopPrograms } from "./programs";
import { countProofs } from "./proofs";
import { proveMoonraker } from "./prove-moonraker";
import { proveOctoPrint } from "./prove-octoprint";
import { freePort, startTestPortal, type TestPortal } from "@/tests/support/portal";

const folder = mkdtempSync(path.join(tmpdir(), "test-printers-"));
chmodSync(folder, 0o711); // where we are root, the database runs as another user and must get through
const inside = (name: string) => path.join(folder, name);
const proofs = countProofs();
let portal: TestPortal | undefined;

async function clean(): Promise<void> {
  await stopPrograms();
  await portal?.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function main(): Promise<void> {
  const octoprint = await octoPrintAt(process.env.TEST_OCTOPRINT ?? "", inside("octoprint"), await freePort());
  const moonraker = moonrakerAt(process.env.TEST_MOONRAKER ?? "", inside("moonraker"), await freePort());
  portal = await startTestPortal({ DATA_DIR: inside("portal") });
  const origin = `http://localhost:${portal.port}`;
  const started = await proofs.prove("OctoPrint and Moonraker run", () =>
    Promise.all([octoprint.start(), moonraker.start()]),
  );
  if (!started) return;
  await proveOctoPrint(proofs, origin, octoprint, inside("connector-octoprint"));
  await proveMoonraker(proofs, origin, moonraker, inside("connector-moonraker"));
}

for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => void clean().finally(() => process.exit(1)));
await main().catch((error: unknown) => {
  proofs.failed++;
  console.log(`FAILED  ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
});
await clean();
console.log(`\n${proofs.passed} passed, ${proofs.failed} failed`);
process.exit(proofs.failed === 0 ? 0 : 1);
