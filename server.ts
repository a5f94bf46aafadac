import { createServer } from "node:http";
import next from "next";
import QRCode from "qrcode";
import { discoverIssuer } from "@/lib/accounts/identities/discover-issuer";
import { seedKnownApps } from "@/lib/apps/known/seed-known-apps";
import { seedDevtest } from "@/lib/apps/seed-devtest";
import { authenticateRelay, findRelayConnection } from "@/lib/connections/authenticate-connection";
import { CONNECTION_LIMITS } from "@/lib/connections/connection-limits";
import { keepConnections } from "@/lib/connections/keep-connections";
import { DatabaseError } from "@/lib/db/database-error";
import { recordDatabase } from "@/lib/db/database-note";
import { openDatabase } from "@/lib/db/open-database";
import { ConfigurationError, env, type Env } from "@/lib/env";
import { createAgentGateway } from "@/lib/gateway/agents/agent-gateway";
import { createGateway } from "@/lib/gateway/create-gateway";
import { loadServerKey } from "@/lib/gateway/handshake/server-key";
import { loadZstdDictionary } from "@/lib/gateway/handshake/zstd-dictionary";
import { clearSpoolFolder } from "@/lib/gateway/streams/spool-folder";
import { t } from "@/lib/messages/messages";
import { consoleToLog } from "@/lib/observability/console-to-log";
import { log, setLog } from "@/lib/observability/log";
import { findAgentByToken } from "@/lib/printers/agents/agent-token-store";
import { createRelay } from "@/lib/relay/create-relay";
import { RELAY_BUDGETS } from "@/lib/relay/relay-budgets";
import { createDrain } from "@/lib/server/drain";
import { listen } from "@/lib/server/listen";
import { createRouter } from "@/lib/server/router";
import { runJobs } from "@/lib/server/run-jobs";
import { serveMetrics } from "@/lib/server/serve-metrics";
import { stopOnSignal } from "@/lib/server/stop-on-signal";
import { startupNotes } from "@/lib/startup-notes";
import { createTunnels } from "@/lib/tunnels/create-tunnels";
import { VERSION } from "@/lib/version";
import { createDoor } from "@/lib/view/create-door";

const development = process.argv.includes("--dev");

async function sayReady({ mode, port, portalUrl, lanHosts }: Env): Promise<void> {
  const printer = port === 3000 ? "npm run printer" : `npm run printer -- --portal ${portalUrl}`;
  const start = `${portalUrl}/appportal/v1?appId=devtest`;
  const withQr = async () =>
    `${t("cli.readyLan", { url: portalUrl, port })}\n\n` +
    (await QRCode.toString(start, { type: "terminal", small: true }));
  const text =
    mode === "production"
      ? t("cli.readyProduction", { url: portalUrl })
      : lanHosts.length > 0
        ? await withQr()
        : t("cli.ready", { url: portalUrl, printer });
  log.info({ mode, port, version: VERSION }, "listening");
  process.stdout.write(`\n${text}\n\n`);
}

async function serve(settings: Env, closeDatabase: () => Promise<void>): Promise<void> {
  const otherDatabase = recordDatabase(settings.dataDir, settings.databaseUrl);
  if (otherDatabase) log.warn(otherDatabase);
  await clearSpoolFolder();
  await loadServerKey();
  void discoverIssuer(); // pages name its address in their policy
  if (settings.mode === "evaluation") await seedDevtest().then(seedKnownApps);

  // Next gets a server that never listens: it would add its own upgrade listener to ours.
  const nextServer = createServer();
  const app = next({
    dev: development,
    dir: process.cwd(),
    httpServer: nextServer,
    hostname: "localhost",
    port: settings.port,
  });
  await app.prepare();
  const gateway = createGateway();
  const kept = keepConnections(gateway.hear);
  const agents = createAgentGateway({ findAgent: findAgentByToken });
  const connections = { authenticate: authenticateRelay, findConnection: findRelayConnection };
  const forApps = { ...connections, limits: CONNECTION_LIMITS, ...RELAY_BUDGETS };
  const drain = createDrain();
  const router = createRouter({
    settings,
    relay: createRelay(forApps),
    tunnels: createTunnels(forApps),
    door: createDoor(RELAY_BUDGETS),
    gateway,
    agents,
    drain,
    renderPage: app.getRequestHandler(),
    upgradeInDevelopment: development
      ? (request, socket, head) => void nextServer.emit("upgrade", request, socket, head)
      : undefined,
  });
  const closeMetrics = await serveMetrics(settings.metricsListen);
  const listener = await listen(router, settings);
  await sayReady(settings);
  const stopJobs = runJobs();
  stopOnSignal([
    stopJobs,
    async (isHurried) => {
      drain.begin();
      listener.close();
      const left = await drain.done(listener.close, settings.drainMs, isHurried);
      if (left > 0) log.warn({ left }, "answers were cut off, since this server stops");
    },
    () => gateway.close(),
    () => agents.close(),
    () => clearSpoolFolder(),
    listener.destroy,
    closeMetrics,
    () => app.close(),
    kept.stop,
    closeDatabase,
  ]);
}

async function main(): Promise<void> {
  if (!development) consoleToLog();
  const settings = env();
  setLog({ level: settings.logLevel, format: settings.logFormat });
  for (const note of startupNotes(settings)) log.warn(note);
  const withoutZstd = loadZstdDictionary();
  if (withoutZstd) log.warn(withoutZstd);
  const database = await openDatabase();
  await serve(settings, database.close).catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
}

main().catch((error: unknown) => {
  const known = error instanceof ConfigurationError || error instanceof DatabaseError;
  process.stderr.write(known ? `${error.message}\n` : `${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
