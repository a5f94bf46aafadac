// The proofs of `npm run test:proxies`: started by scripts/test-proxies.mjs once everything is installed and built.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { proveBadRequests } from "./prove-bad-requests";
import { provePortal } from "./prove-portal";
import { proveStreams } from "./prove-streams";
import { proveDown, proveFaults, provePassing } from "./prove-upstream";
import { makeCertificates, PROXIES, startProxy, type Ports, type Proxy, type RunningProxy } from "./proxies";
import { newSecrets, secretsIn } from "./secrets";
import { startUpstream, type Upstream } from "./upstream";
import { holdEmbedded, type HeldDatabase } from "@/lib/db/hold-embedded";
import { stopPrograms } from "@/tests/printers/programs";
import { countProofs, waitFor } from "@/tests/printers/proofs";
import { freePort, startTestPortal, type TestPortal } from "@/tests/support/portal";

type Running = { proxy: Proxy; ports: Ports; running: RunningProxy };

const folder = mkdtempSync(path.join(tmpdir(), "test-proxies-"));
chmodSync(folder, 0o711); // databases and proxies run on accounts of their own and must get through
const inside = (name: string) => path.join(folder, name);
const proofs = countProofs();
const secrets = newSecrets();
let [portal, database, upstream]: [TestPortal?, HeldDatabase?, Upstream?] = [];

async function clean(): Promise<void> {
  await stopPrograms();
  await upstream?.close();
  await portal?.stop();
  await database?.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function startPortal(port: number): Promise<TestPortal> {
  mkdirSync(inside("database"), { mode: 0o711 });
  database = await holdEmbedded(inside("database"));
  return startTestPortal({
    PORT: String(port),
    DATA_DIR: inside("portal"),
    DATABASE_URL: database.databaseUrl,
    AUTH_SECRET: "a".repeat(40),
    PORTAL_URL: "https://portal.example",
    RELAY_DOMAIN: "relay.example",
    TRUSTED_PROXIES: "127.0.0.1",
    SMTP_URL: "smtp://127.0.0.1:1",
    SERVICE_NAME: "OctoEverywhere",
    MAIL_FROM: "no-reply@portal.example",
  });
}

const listens = (port: number) =>
  new Promise<true | undefined>((resolve) => {
    const socket = net.connect(port, "127.0.0.1", () => resolve((socket.destroy(), true)));
    socket.on("error", () => resolve(undefined));
  });

/** Every proxy in front of the same port. One that does not start is a failed proof. */
async function startProxies(portalPort: number): Promise<Running[]> {
  await makeCertificates(inside("certificates"));
  const started: Running[] = [];
  for (const proxy of PROXIES) {
    const version = spawnSync(proxy.command, [proxy.name === "Caddy" ? "version" : "-v"], { encoding: "utf8" });
    const ports = { https: await freePort(), http: await freePort(), portal: portalPort };
    const running = await proofs.prove(
      `${proxy.name} runs with docs/proxies/${proxy.recipe}: ` +
        `${(version.stdout + version.stderr).trim().split("\n")[0]}`,
      async () => {
        const one = startProxy(proxy, ports, inside(proxy.name), inside("certificates"));
        await waitFor(`${proxy.name} on its port`, () => listens(ports.https), 15_000).catch((error: unknown) => {
          throw new Error(`${String(error)}: ${one.program.output().slice(-2000)}`);
        });
        return one;
      },
    );
    if (running) started.push({ proxy, ports, running });
  }
  return started;
}

/** What it wrote, once it has ended and so has written everything. */
async function proveLogs({ proxy, running }: Running): Promise<void> {
  await running.program.stop();
  const logs = running.logs();
  const all = logs.map(({ text }) => text).join("\n");
  await proofs.prove(
    `${proxy.name} logged what there is to know: addresses of pages, and statuses such as 502 and 603`,
    async () => {
      for (const wanted of ["/appportal/v1/complete", "502", "603", "POST"])
        if (!all.includes(wanted)) throw new Error(`${wanted} is in no log: ${all.slice(-1500)}`);
    },
  );
  for (const { place, text } of logs) {
    await proofs.prove(
      `${proxy.name} wrote no secret, in whole or in pieces, to ${place} (${text.length} characters)`,
      async () => {
        const found = secretsIn(text, secrets);
        const line = text.split("\n").find((one) => secretsIn(one, secrets).length > 0);
        if (found.length) throw new Error(`${found.join(", ")}, as in: ${line?.slice(0, 1200)}`);
      },
    );
  }
}

async function main(): Promise<void> {
  const port = await freePort();
  portal = await startPortal(port);
  const proxies = await startProxies(port);
  for (const { proxy, ports } of proxies) {
    await provePortal(proofs, proxy, ports, secrets);
    await proveBadRequests(proofs, proxy, ports, secrets);
  }
  await portal.stop();
  await proofs.prove("the portal itself logged no secret either", async () => {
    const found = secretsIn(portal?.output() ?? "", secrets);
    if (found.length) throw new Error(found.join(", "));
  });
  upstream = await startUpstream(port, secrets);
  for (const { proxy, ports } of proxies) {
    await provePassing(proofs, proxy, ports, secrets);
    await proveStreams(proofs, proxy, ports, secrets, upstream);
    await proveFaults(proofs, proxy, ports, secrets, upstream);
  }
  await upstream.close();
  upstream = undefined;
  for (const { proxy, ports } of proxies) await proveDown(proofs, proxy, ports, secrets);
  for (const running of proxies) await proveLogs(running);
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
